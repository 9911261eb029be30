// Bodies on their way out: inline with their record where they are small and whole, else through an Outgoing.
import { type Bytes, encodeUtf8, latin1Of } from './bytes';
import { BUFFER, Content, LATIN1, NONE, SOURCE, STREAM, TEXT } from './content';
import { describeError } from './errors';
import type { Incoming } from './incoming';
import { part } from './lazy';
import type { Outgoing } from './outgoing';
import {
  StringPrototypeIsWellFormed,
  StringPrototypeSubstring,
  StringPrototypeToWellFormed,
  TypedArrayByteLength,
} from './primordials';
import { BODY_BYTES, BODY_NONE, BODY_STREAM, BODY_TEXT } from './wire';

/** Whole bodies of bytes above this travel in slots of the arena. */
const INLINE_BYTES = 4096;

/** Of a stream's failure, as the log has it. */
const LONGEST_REASON = 1024;

/** Longer text is encoded here and sent as a stream: no frame may grow without bound. */
const INLINE_TEXT = 128 * 1024;
export function boundedContent(content: Content): Content {
  if (content.kind !== TEXT || (content.data as string).length <= INLINE_TEXT) return content;
  return new Content(BUFFER, encodeUtf8(inlineText(content)));
}

/** The stream of the node that a body is, if nobody has touched it: the node can pass it on by itself. */
export function passable(content: Content): Incoming | null {
  let source: Incoming | null = null;
  if (content.kind === SOURCE) source = content.data as Incoming;
  else if (content.kind === STREAM) source = part('streams').nativeSource(content.data);
  return source?.untouched ? source : null;
}

/** How a body travels: its kind on the wire. */
export function wireKind(content: Content): number {
  switch (content.kind) {
    case NONE:
      return BODY_NONE;
    case TEXT:
      return BODY_TEXT;
    case LATIN1:
      return BODY_BYTES;
    case BUFFER:
      return TypedArrayByteLength(content.data as Bytes) <= INLINE_BYTES ? BODY_BYTES : BODY_STREAM;
    default:
      return BODY_STREAM;
  }
}

/** The text that goes with the record, for all kinds but streams. */
export function inlineText(content: Content): string {
  switch (content.kind) {
    case TEXT: {
      const text = content.data as string;
      return StringPrototypeIsWellFormed(text) ? text : StringPrototypeToWellFormed(text);
    }
    case LATIN1:
      return content.data as string;
    case BUFFER:
      return latin1Of(content.data as Bytes);
    default:
      return '';
  }
}

/** Starts to send a body that does not travel inline. `onError` hears why a source failed. */
export function pump(content: Content, out: Outgoing, onError: (error: unknown) => void): void {
  if (content.kind === BUFFER) {
    out.write(content.data as Bytes, true);
    out.end();
  } else if (content.kind === SOURCE) pumpSource(content.data as Incoming, out, onError);
  else if (content.kind === STREAM) part('streams').pumpStream(content.data, out, onError);
}

export function pumpSource(source: Incoming, out: Outgoing, onError: (error: unknown) => void): void {
  const reader = {
    chunk(bytes: Bytes) {
      out.write(bytes);
      go();
    },
    end() {
      out.end();
    },
    failed(error: unknown) {
      onError(error);
      breakOff(out, error);
    },
  };
  function go(): void {
    while (out.ready) {
      const bytes = source.take();
      if (bytes === null) return source.read(reader);
      out.write(bytes);
    }
  }
  out.onReady = go;
  out.onDropped = () => source.cancel();
  go();
}

export function breakOff(out: Outgoing, error: unknown): void {
  const { message } = describeError(error);
  out.fail(1, message.length <= LONGEST_REASON ? message : StringPrototypeSubstring(message, 0, LONGEST_REASON));
}
