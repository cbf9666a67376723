/**
 * Puts a channel's frames together: a method that carries content, its header, its body. A pure state machine; errors are
 * those of RabbitMQ (rabbit_command_assembler), which close the connection.
 */
import { WireError } from "./errors.ts";
import { carriesContent, methodIds } from "./methods.ts";
import type { Frame, Method, Properties } from "./types.ts";

/** A method that is complete; properties and body are there if, and only if, it carries content. */
export interface Assembled {
  readonly method: Method;
  readonly properties?: Properties;
  /** The payload of the body's only frame as it was given, else a copy of all of them. */
  readonly body?: Uint8Array;
}

type State =
  | { readonly expects: "method" }
  | { readonly expects: "header"; readonly method: Method }
  | {
      readonly expects: "body";
      readonly method: Method;
      readonly properties: Properties;
      readonly parts: Uint8Array[];
      /** The newest parts, while they are small: a body of tiny frames must not become millions of objects. */
      readonly crumbs: Uint8Array[];
      missingBytes: number;
    };

/** A part below this, in bytes, is a crumb; so many crumbs become one part. */
const CRUMB_MAXIMUM_BYTES = 4096;
const CRUMBS_MAXIMUM = 256;

const EMPTY_BODY = new Uint8Array(0);
const IDLE: State = { expects: "method" };

/** For the frames of one channel, in their order. */
export class ContentAssembler {
  #state: State = IDLE;
  #pendingBytes = 0;

  /** Between a method and the end of its content. */
  get isInContent(): boolean {
    return this.#state !== IDLE;
  }

  /** Of a body that is not complete. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** The method that this frame completes, or undefined while more must come. Throws a WireError. */
  push(frame: Frame): Assembled | undefined {
    const state = this.#state;
    switch (state.expects) {
      case "method":
        return this.#method(frame);
      case "header":
        return this.#header(frame, state.method);
      case "body":
        return this.#body(frame, state);
    }
  }

  /** Forgets a content that will never be complete, as when its channel closes. */
  reset(): void {
    this.#state = IDLE;
    this.#pendingBytes = 0;
  }

  #method(frame: Frame): Assembled | undefined {
    if (frame.type !== "method") throw unexpected("expected method frame, got non method frame instead");
    if (!carriesContent(frame.method.name)) return { method: frame.method };
    this.#state = { expects: "header", method: frame.method };
    return undefined;
  }

  #header(frame: Frame, method: Method): Assembled | undefined {
    const { classId } = methodIds(method.name);
    if (frame.type !== "header") {
      throw unexpected(`expected content header for class ${classId}, got non content header frame instead`, method);
    }
    if (frame.classId !== classId) {
      throw unexpected(
        `expected content header for class ${classId}, got one for class ${frame.classId} instead`,
        method,
      );
    }
    const { properties, bodySize } = frame;
    if (bodySize === 0) return this.#complete(method, properties, EMPTY_BODY);
    this.#state = { expects: "body", method, properties, parts: [], crumbs: [], missingBytes: bodySize };
    return undefined;
  }

  #body(frame: Frame, state: Extract<State, { expects: "body" }>): Assembled | undefined {
    const { method, properties, parts } = state;
    if (frame.type !== "body") throw unexpected("expected content body, got non content body frame instead", method);
    state.missingBytes -= frame.payload.length;
    // RabbitMQ's words; it says them when the next frame comes.
    if (state.missingBytes < 0) throw unexpected("expected content body, got non content body frame instead", method);
    if (state.missingBytes === 0 && parts.length === 0 && state.crumbs.length === 0)
      return this.#complete(method, properties, frame.payload);
    keepPart(state, frame.payload);
    if (state.missingBytes === 0) return this.#complete(method, properties, Buffer.concat([...parts, ...state.crumbs]));
    this.#pendingBytes += frame.payload.length;
    return undefined;
  }

  #complete(method: Method, properties: Properties, body: Uint8Array): Assembled {
    this.#state = IDLE;
    this.#pendingBytes = 0;
    return { method, properties, body };
  }
}

function keepPart({ parts, crumbs }: Extract<State, { expects: "body" }>, payload: Uint8Array): void {
  if (payload.length === 0) return;
  const isCrumb = payload.length < CRUMB_MAXIMUM_BYTES;
  if (isCrumb) crumbs.push(payload);
  if (crumbs.length > 0 && (!isCrumb || crumbs.length === CRUMBS_MAXIMUM)) parts.push(Buffer.concat(crumbs.splice(0)));
  if (!isCrumb) parts.push(payload);
}

function unexpected(explanation: string, method?: Method): WireError {
  return new WireError("UNEXPECTED_FRAME", explanation, method === undefined ? {} : { method: method.name });
}
