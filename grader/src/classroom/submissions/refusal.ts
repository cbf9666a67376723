/** Why a submission can't be graded as it was handed in: the learner's matter, said in words for the teacher. */
import type { Text } from "../../text.ts";
import { megabytes, SUBMISSION_LIMITS } from "./limits.ts";

export class SubmissionRefused extends Error {
  override readonly name = "SubmissionRefused";
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

/** Names come out of archives: quoted, cut, and without what would act in a terminal. */
function quoted(name: string): string {
  return `'${plain(name)}'`;
}

/** Words that were not written here, cut, and without what would act in a terminal. */
function plain(words: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  const calm = words.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, "�");
  return calm.length > 120 ? `${calm.slice(0, 119)}…` : calm;
}

export const refusals = {
  empty: (): Text => ({ en: "It is empty: there is no program in it.", "zh-CN": "它是空的：里面没有程序。" }),
  noPrograms: (names: string): Text => ({
    en: `There is no program of a lesson in it (looked for: ${names}).`,
    "zh-CN": `其中没有任何一课的程序（查找了：${names}）。`,
  }),
  outside: (name: string): Text => ({
    en: `The archive holds the name ${quoted(name)}, which leads out of its own folder. Nothing of it was unpacked.`,
    "zh-CN": `压缩包中的名称 ${quoted(name)} 指向它自己的文件夹之外。没有解包任何内容。`,
  }),
  badName: (name: string): Text => ({
    en: `The name ${quoted(name)} can't be used for a file on every system. Give the file another name.`,
    "zh-CN": `名称 ${quoted(name)} 并非在每种系统上都能用作文件名。请给文件换一个名称。`,
  }),
  link: (name: string): Text => ({
    en: `${quoted(name)} is a link. Links are not followed; hand in the file itself.`,
    "zh-CN": `${quoted(name)} 是一个链接。链接不会被跟随；请直接提交文件本身。`,
  }),
  device: (name: string): Text => ({
    en: `${quoted(name)} is neither a file nor a folder (a device, a pipe or a socket).`,
    "zh-CN": `${quoted(name)} 既不是文件也不是文件夹（是设备、管道或套接字）。`,
  }),
  nested: (name: string): Text => ({
    en: `There is an archive inside the archive: ${quoted(name)}. Hand in one archive with the programs in it.`,
    "zh-CN": `压缩包里还有压缩包：${quoted(name)}。请只提交一个直接包含程序的压缩包。`,
  }),
  archiveBesides: (name: string): Text => ({
    en: `Beside the archive ${quoted(name)} there are other programs or archives, so it is not clear what to grade.`,
    "zh-CN": `除了压缩包 ${quoted(name)} 之外还有其他程序或压缩包，无法确定该评哪一份。`,
  }),
  tooLarge: (bytes: number): Text => ({
    en: `It is ${megabytes(bytes)} large; at most ${megabytes(SUBMISSION_LIMITS.sizeBytes)} are read.`,
    "zh-CN": `它的大小为 ${megabytes(bytes)}；最多读取 ${megabytes(SUBMISSION_LIMITS.sizeBytes)}。`,
  }),
  bomb: (): Text => ({
    en: `Unpacked, the archive is larger than ${megabytes(SUBMISSION_LIMITS.unpackedBytes)}. Reading it was given up.`,
    "zh-CN": `压缩包解开后超过 ${megabytes(SUBMISSION_LIMITS.unpackedBytes)}。已放弃读取。`,
  }),
  sourcesTooLarge: (): Text => ({
    en: `Its source files together are larger than ${megabytes(SUBMISSION_LIMITS.sourceBytes)}.`,
    "zh-CN": `它的源文件合计超过 ${megabytes(SUBMISSION_LIMITS.sourceBytes)}。`,
  }),
  tooManySources: (): Text => ({
    en: `It has more than ${SUBMISSION_LIMITS.sourceFiles} source files.`,
    "zh-CN": `它的源文件多于 ${SUBMISSION_LIMITS.sourceFiles} 个。`,
  }),
  tooManyEntries: (): Text => ({
    en: `It has more than ${SUBMISSION_LIMITS.entries} files and folders.`,
    "zh-CN": `它的文件和文件夹多于 ${SUBMISSION_LIMITS.entries} 个。`,
  }),
  tooDeep: (name: string): Text => ({
    en: `${quoted(name)} lies in more than ${SUBMISSION_LIMITS.depth} folders, one inside the other.`,
    "zh-CN": `${quoted(name)} 的文件夹嵌套超过 ${SUBMISSION_LIMITS.depth} 层。`,
  }),
  twice: (name: string): Text => ({
    en: `The name ${quoted(name)} is in it twice, or differs only in upper and lower case.`,
    "zh-CN": `名称 ${quoted(name)} 在其中出现两次，或仅大小写不同。`,
  }),
  encrypted: (name: string): Text => ({
    en: `${quoted(name)} is protected with a password.`,
    "zh-CN": `${quoted(name)} 设有密码。`,
  }),
  damaged: (detail: string): Text => ({
    en: `The archive is damaged or of a kind that can't be read (${plain(detail)}).`,
    "zh-CN": `压缩包已损坏，或其格式无法读取（${plain(detail)}）。`,
  }),
  unreadable: (code: string): Text => ({ en: `It can't be read (${code}).`, "zh-CN": `无法读取（${code}）。` }),
  unknownKind: (name: string): Text => ({
    en: `${quoted(name)} is neither a folder nor a zip, tar or tar.gz archive.`,
    "zh-CN": `${quoted(name)} 既不是文件夹，也不是 zip、tar 或 tar.gz 压缩包。`,
  }),
} as const;
