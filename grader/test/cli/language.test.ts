import { describe, expect, it } from "vitest";
import { chooseLanguage, readLanguage } from "../../src/cli/language.ts";

describe("the reader's language", () => {
  it.each([
    ["en", "en"],
    ["en_GB.UTF-8", "en"],
    ["zh-CN", "zh-CN"],
    ["zh_CN.UTF-8", "zh-CN"],
    ["zh", "zh-CN"],
    ["zh-Hans", "zh-CN"],
    ["ZH_tw@euro", "zh-CN"],
    ["fr_FR.UTF-8", undefined],
    ["C", undefined],
    ["", undefined],
  ])("%j is read as %j", (name, language) => {
    expect(readLanguage(name)).toBe(language);
  });

  it("is chosen as POSIX says: LC_ALL, then LC_MESSAGES, then LANG, then the system's", () => {
    expect(chooseLanguage({ LC_ALL: "zh_CN.UTF-8", LANG: "en_US.UTF-8" }, "en-US")).toBe("zh-CN");
    expect(chooseLanguage({ LC_ALL: "", LC_MESSAGES: "zh_CN", LANG: "en_US" }, "en-US")).toBe("zh-CN");
    expect(chooseLanguage({ LANG: "zh_CN.UTF-8" }, "en-US")).toBe("zh-CN");
    expect(chooseLanguage({}, "zh-CN")).toBe("zh-CN");
  });

  it("is English for whoever speaks neither", () => {
    expect(chooseLanguage({ LANG: "C" }, "zh-CN")).toBe("en");
    expect(chooseLanguage({ LANG: "pt_BR.UTF-8" }, "zh-CN")).toBe("en");
    expect(chooseLanguage({}, "de-DE")).toBe("en");
  });
});
