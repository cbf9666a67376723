/** Shared checks of how programs connect, end, stop and complain. Pure. */
import { connections } from "../evidence/connections.ts";
import type { Evidence, ProgramRecord } from "../evidence/evidence.ts";
import { methods, record, records } from "../evidence/methods.ts";
import { publishes } from "../evidence/publishes.ts";
import type { Text } from "../text.ts";
import { fail, notJudged, pass, type Verdict } from "./verdict.ts";
import { brokerText, errorLine, quote, stoppedText } from "./verdict-tools.ts";

/** The contract's time for ending, stopping and complaining. */
const CONTRACT_SECONDS = 10;

/**
 * The program connected to AMQP_URL and was let in: host and port, user and password, and vhost were taken from it.
 * @param program label, or name for all programs of that name
 */
export function usesGivenUrl(evidence: Evidence, program: string): Verdict {
  const expected = {
    en: `'${program}' connects to the URL in AMQP_URL, with its user, password, host, port and vhost`,
    "zh-CN": `'${program}' 连接到 AMQP_URL 中的地址，并使用其中的用户名、密码、主机、端口和虚拟主机`,
  };
  const made = connections(evidence, { program });
  if (made.some((connection) => connection.acceptedBy !== undefined)) return pass();
  if (made.length === 0) {
    const complaint = complaintOf(evidence, program);
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: {
        en: `It never connected to AMQP_URL.${complaint.en}`,
        "zh-CN": `它从未连接到 AMQP_URL。${complaint["zh-CN"]}`,
      },
    });
  }
  const refusal = brokerText(evidence, program);
  const attempt = made[0];
  const events = [attempt?.endedBy, attempt?.openedBy].filter((event) => event !== undefined);
  return fail({
    scenario: evidence.scenario,
    expected,
    seen: refusal ?? {
      en: "It connected, but the broker never let it in.",
      "zh-CN": "它建立了连接，但始终没有被 broker 接受。",
    },
    events,
  });
}

/** The program ended by itself with exit code 0 in time, without being told to. */
export function endsByItself(evidence: Evidence, label: string): Verdict {
  const { exit, stderr } = record(evidence, label);
  const expected = {
    en: `'${label}' ends by itself with exit code 0 within ${CONTRACT_SECONDS} s`,
    "zh-CN": `'${label}' 在 ${CONTRACT_SECONDS} 秒内自行结束，退出码为 0`,
  };
  if (exit?.cause === "itself" && exit.code === 0) return pass();
  if (exit?.cause === "itself") return fail({ scenario: evidence.scenario, expected, seen: endedText(exit, stderr) });
  if (exit === undefined || exit.cause === "deadline") {
    const open = connections(evidence, { program: label }).find(
      (connection) => connection.end === "open" || connection.end === "unclean",
    );
    const still = {
      en: `It was still running after ${CONTRACT_SECONDS} s.`,
      "zh-CN": `${CONTRACT_SECONDS} 秒后它仍在运行。`,
    };
    if (open === undefined) return fail({ scenario: evidence.scenario, expected, seen: still });
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: {
        en: `${still.en} Its connection was still open, which keeps a program alive.`,
        "zh-CN": `${still["zh-CN"]}它的连接仍然打开着，而打开的连接会让程序一直运行。`,
      },
      events: [open.openedBy],
    });
  }
  return notJudged({
    en: `the scenario ended '${label}' before it could end by itself`,
    "zh-CN": `场景在 '${label}' 自行结束之前终止了它`,
  });
}

/** Told to stop (SIGINT or SIGTERM), the program closed its connection and exited with code 0 in time. */
export function stopsInOrder(evidence: Evidence, label: string): Verdict {
  const { exit, stderr } = record(evidence, label);
  const expected = {
    en: `told to stop, '${label}' closes its connection and exits with code 0 within ${CONTRACT_SECONDS} s`,
    "zh-CN": `收到停止信号后，'${label}' 关闭连接，并在 ${CONTRACT_SECONDS} 秒内以退出码 0 结束`,
  };
  if (exit === undefined || exit.cause === "killed") {
    return notJudged(
      stoppedText(evidence) ?? { en: `'${label}' was never asked to stop`, "zh-CN": `没有要求 '${label}' 停止` },
    );
  }
  if (exit.cause === "deadline") {
    const seen = {
      en: `It was still running ${CONTRACT_SECONDS} s after the signal.`,
      "zh-CN": `收到信号 ${CONTRACT_SECONDS} 秒后它仍在运行。`,
    };
    return fail({ scenario: evidence.scenario, expected, seen });
  }
  if (exit.cause === "itself") {
    const ended = endedText(exit, stderr);
    const seen = {
      en: `It did not run until it was told to stop. ${ended.en}`,
      "zh-CN": `它没有一直运行到收到停止信号。${ended["zh-CN"]}`,
    };
    return fail({ scenario: evidence.scenario, expected, seen });
  }
  const unclean = connections(evidence, { program: label }).find(
    (connection) => connection.end === "unclean" || connection.end === "open",
  );
  if (exit.code !== 0) {
    const seen = endedText(exit, stderr);
    const closing =
      unclean === undefined
        ? { en: "", zh: "" }
        : { en: " No connection.close was sent.", zh: "没有发送 connection.close。" };
    return fail({
      scenario: evidence.scenario,
      expected,
      seen: { en: seen.en + closing.en, "zh-CN": seen["zh-CN"] + closing.zh },
      events: events(unclean),
    });
  }
  if (unclean !== undefined) {
    const seen = {
      en: "It exited without sending connection.close.",
      "zh-CN": "它没有发送 connection.close 就退出了。",
    };
    return fail({ scenario: evidence.scenario, expected, seen, events: events(unclean) });
  }
  return pass();
}

/** Started with a URL where nobody listens, the program said so on stderr and exited with code 1 in time. */
export function reportsUnreachableBroker(evidence: Evidence, label: string): Verdict {
  const { exit, stderr } = record(evidence, label);
  const expected = {
    en: `where the broker can't be reached, '${label}' says so on stderr and exits with code 1 within ${CONTRACT_SECONDS} s`,
    "zh-CN": `无法连接 broker 时，'${label}' 在 stderr 上说明情况，并在 ${CONTRACT_SECONDS} 秒内以退出码 1 结束`,
  };
  if (exit === undefined || exit.cause !== "itself") {
    const seen = {
      en: `It was still running after ${CONTRACT_SECONDS} s.`,
      "zh-CN": `${CONTRACT_SECONDS} 秒后它仍在运行。`,
    };
    return fail({ scenario: evidence.scenario, expected, seen });
  }
  return complained(evidence.scenario, exit, stderr, expected);
}

/** It ended by itself as a program does that can't go on: exit code 1, and words on stderr. */
function complained(
  scenario: string,
  exit: NonNullable<ProgramRecord["exit"]>,
  stderr: string,
  expected: Text,
  events: readonly number[] = [],
): Verdict {
  if (exit.code !== 1) return fail({ scenario, expected, seen: endedText(exit, stderr), events });
  if (stderr.trim() !== "") return pass();
  const seen = {
    en: "It exited with code 1, but wrote nothing on stderr.",
    "zh-CN": "它以退出码 1 结束，但没有在 stderr 上输出任何内容。",
  };
  return fail({ scenario, expected, seen });
}

/** Started with arguments that it can't use, the program explained itself on stderr, exited with code 1 and published nothing. */
export function refusesArguments(evidence: Evidence, label: string): Verdict {
  const { exit, stderr } = record(evidence, label);
  const expected = {
    en: `with these arguments '${label}' says on stderr what it needs and exits with code 1`,
    "zh-CN": `在这些参数下，'${label}' 在 stderr 上说明需要什么，并以退出码 1 结束`,
  };
  const sent = publishes(evidence, { program: label })[0];
  if (exit === undefined || exit.cause !== "itself") {
    const consuming = methods(evidence, "basic.consume", { program: label })[0];
    const seen = { en: "It went on running.", "zh-CN": "它继续运行了下去。" };
    return fail({
      scenario: evidence.scenario,
      expected,
      seen,
      events: consuming === undefined ? [] : [consuming.number],
    });
  }
  return complained(evidence.scenario, exit, stderr, expected, sent === undefined ? [] : [sent.event]);
}

/** The text stands in the program's stdout. */
export function printed(evidence: Evidence, label: string, text: string): Verdict {
  if (record(evidence, label).stdout.includes(text)) return pass();
  return fail({
    scenario: evidence.scenario,
    expected: { en: `'${label}' prints ${quote(text)}`, "zh-CN": `'${label}' 打印 ${quote(text)}` },
    seen: { en: "Its stdout does not contain that text.", "zh-CN": "它的 stdout 中没有这段文字。" },
  });
}

/** Advice for an error that was shown as a bare stack trace; undefined where there is none. */
export function showsStackTrace(evidence: Evidence, label: string): boolean {
  return /^\s+at .+(?::\d+:\d+\)?|\(node:)|^Traceback \(most recent call last\)/mu.test(record(evidence, label).stderr);
}

function events(connection: { readonly openedBy: number; readonly endedBy?: number } | undefined): readonly number[] {
  return connection === undefined ? [] : [connection.endedBy ?? connection.openedBy];
}

function complaintOf(evidence: Evidence, program: string): { en: string; "zh-CN": string } {
  for (const each of records(evidence, program)) {
    const line = errorLine(each.stderr);
    if (line !== undefined) return { en: ` It said ${quote(line)}.`, "zh-CN": `它输出了 ${quote(line)}。` };
  }
  return { en: "", "zh-CN": "" };
}

function endedText(exit: NonNullable<ProgramRecord["exit"]>, stderr: string): { en: string; "zh-CN": string } {
  const how =
    exit.signal === null
      ? { en: `exit code ${exit.code}`, zh: `退出码 ${exit.code}` }
      : { en: `signal ${exit.signal}`, zh: `信号 ${exit.signal}` };
  const line = errorLine(stderr);
  if (line === undefined) return { en: `It ended with ${how.en}.`, "zh-CN": `它的结束方式：${how.zh}。` };
  return {
    en: `It ended with ${how.en} and said ${quote(line)}.`,
    "zh-CN": `它的结束方式：${how.zh}，并输出了 ${quote(line)}。`,
  };
}
