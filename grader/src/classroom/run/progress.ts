/** How far a class is: one line with a bar and the time left, and now and then a line for those who read a log. Pure; what time it is, is said to it. */
import type { Text } from "../../text.ts";
import { padStart, width } from "../../report/layout.ts";

export interface ProgressState {
  readonly done: number;
  readonly all: number;
  /** Done before this command began: they say nothing about its speed. */
  readonly earlier: number;
  readonly elapsedMs: number;
  /** What is going on: `2 at work`. */
  readonly activity: Text;
}

const WIDEST_BAR = 40;
/** Before that many the speed is a guess. */
const ENOUGH_TO_TELL = 3;

/** A line of fewer columns than there are. */
export function progressLine(state: ProgressState, columns: number): Text {
  const counts = `${padStart(String(state.done), String(state.all).length)}/${state.all}`;
  const words = (language: keyof Text): string => {
    const tail = [counts, state.activity[language], timeLeft(state)?.[language]]
      .filter((part) => part !== undefined && part !== "")
      .join(" · ");
    const room = Math.min(WIDEST_BAR, columns - width(tail) - 4);
    return room < 5 ? tail : `[${bar(state, room)}] ${tail}`;
  };
  return { en: words("en"), "zh-CN": words("zh-CN") };
}

/** For a log: at each twentieth part, once. Undefined in between. */
export function progressStep(state: ProgressState): Text | undefined {
  const part = Math.max(1, Math.ceil(state.all / 20));
  if (state.done === 0 || (state.done % part !== 0 && state.done !== state.all)) return undefined;
  const left = timeLeft(state);
  return {
    en: `graded ${state.done} of ${state.all}${left === undefined ? "" : `, ${left.en}`}`,
    "zh-CN": `已评 ${state.done}/${state.all}${left === undefined ? "" : `，${left["zh-CN"]}`}`,
  };
}

function bar({ done, all }: ProgressState, room: number): string {
  const full = all === 0 ? room : Math.floor((room * done) / all);
  return "#".repeat(full) + "-".repeat(room - full);
}

function timeLeft({ done, all, earlier, elapsedMs }: ProgressState): Text | undefined {
  const own = done - earlier;
  if (own < ENOUGH_TO_TELL || done >= all) return undefined;
  const seconds = Math.ceil(((elapsedMs / own) * (all - done)) / 1000);
  if (seconds < 90) return { en: `about ${seconds} s left`, "zh-CN": `大约还需 ${seconds} 秒` };
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return { en: `about ${minutes} min left`, "zh-CN": `大约还需 ${minutes} 分钟` };
  const hours = Math.ceil(minutes / 30) / 2;
  return { en: `about ${hours} h left`, "zh-CN": `大约还需 ${hours} 小时` };
}
