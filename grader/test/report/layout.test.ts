import stringWidth from "string-width";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, padStart, wrap } from "../../src/report/layout.ts";

describe("wrap", () => {
  it("breaks English between words and keeps line feeds", () => {
    expect(wrap("one two three\nfour", 8)).toEqual(["one two", "three", "four"]);
  });

  it("breaks Chinese between characters, never before a closing mark or after an opening one", () => {
    expect(wrap("一二三四五，六七（八）九", 10)).toEqual(["一二三四", "五，六七", "（八）九"]);
  });

  it("keeps the indentation of code", () => {
    expect(wrap("  if (a) {\n    work();\n  }", 40)).toEqual(["  if (a) {", "    work();", "  }"]);
  });

  it("cuts a word that is wider than the line", () => {
    expect(wrap("abcdefghijklmnopqrstuvwxyz", 10)).toEqual(["abcdefghij", "klmnopqrst", "uvwxyz"]);
  });

  it("never exceeds the width and loses nothing but blanks", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "bc", " ", "中", "，", "（", "\n", "é", "-"), maxLength: 80 }),
        fc.integer({ min: 10, max: 60 }),
        (text, columns) => {
          const lines = wrap(text, columns);
          expect(lines.every((line) => stringWidth(line) <= columns)).toBe(true);
          expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        },
      ),
    );
  });
});

describe("cut and pad", () => {
  it("count a Chinese character as two columns", () => {
    expect(cut("工作队列", 5)).toBe("工作…");
    expect(padStart("确认", 6)).toBe("  确认");
  });
});
