/** What went wrong on our side: never a learner's fail, said in both languages. */
import { BackendError } from "../backends/backend.ts";
import type { Text } from "../text.ts";

export class GraderError extends Error {
  override readonly name = "GraderError";
  readonly text: Text;

  constructor(text: Text, options?: ErrorOptions) {
    super(text.en, options);
    this.text = text;
  }
}

/** Words for anything that was thrown. */
export function errorText(error: unknown): Text {
  if (error instanceof GraderError) return error.text;
  if (error instanceof BackendError) {
    const { en, "zh-CN": chinese } = error.text;
    return { en: `The broker failed: ${en}. This costs no points.`, "zh-CN": `broker 出错：${chinese}。不扣分。` };
  }
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { en: `The grader failed: ${words}. This costs no points.`, "zh-CN": `评分程序自身出错：${words}。不扣分。` };
}
