// Messages as one body of the turn protocol: each behind its length in chars, and behind all of them the bytes that they name. A body
// begins with `t` if it is text alone, else with `b` and the length of the text in bytes: `t5:["f"…`, `b31:12,1000:["c"…`.
import { Gathered, readBytes } from '../../core/body';
import { type Bytes, bytesOfLatin1, decodeLatin1AsUtf8, decodeUtf8, encodeUtf8, view } from '../../core/bytes';
import { BUFFER, Content, LATIN1, SOURCE, TEXT } from '../../core/content';
import {
  derive,
  StringFromCharCode,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  TypedArrayByteLength,
  then,
} from '../../core/primordials';
import { Queue } from '../../core/queue';
import { malformed, type Packed } from './format';

const INLINE = 128 * 1024;
const TEXT_LETTER = 0x74;
const BYTES_LETTER = 0x62;
const COLON = 0x3a;
const LONGEST_LENGTH = 12;

export function contentOfMessages(messages: Queue<Packed>): Content {
  let text = '';
  let binary = false;
  messages.forEach((message) => {
    const { bytes } = message;
    text += `${message.text.length}${bytes === null ? '' : `,${TypedArrayByteLength(bytes)}`}:${message.text}`;
    binary ||= bytes !== null;
  });
  if (binary) return new Content(BUFFER, withBytes(encodeUtf8(text), messages));
  return text.length < INLINE ? new Content(TEXT, `t${text}`) : new Content(BUFFER, encodeUtf8(`t${text}`));
}

function withBytes(text: Bytes, messages: Queue<Packed>): Bytes {
  const whole = new Gathered();
  whole.add(encodeUtf8(`b${TypedArrayByteLength(text)}:`));
  whole.add(text);
  messages.forEach(({ bytes }) => {
    if (bytes !== null) whole.add(bytes);
  });
  return whole.join();
}

/** Hands on what a body says, at once if it came whole. */
export function withMessages(
  content: Content,
  go: (messages: Queue<Packed>) => void,
  failed: (error: unknown) => void,
): void {
  try {
    if (content.kind === TEXT || content.kind === LATIN1) go(messagesOfText(content));
    else if (content.kind === SOURCE)
      then(
        derive(readBytes(content), ({ bytes }) => go(messagesOfBytes(bytes))),
        undefined,
        failed,
      );
    else malformed();
  } catch (error) {
    failed(error);
  }
}

/** Bytes that happen to be ASCII come as text too. */
function messagesOfText({ kind, data }: Content): Queue<Packed> {
  if (data[0] !== 't') return messagesOfBytes(bytesOfLatin1(data));
  return messagesIn(kind === TEXT ? data : decodeLatin1AsUtf8(data), null);
}
function messagesOfBytes(bytes: Bytes): Queue<Packed> {
  if (bytes[0] === TEXT_LETTER) return messagesIn(decodeUtf8(bytes), null);
  if (bytes[0] !== BYTES_LETTER) malformed();
  let digits = '';
  let at = 1;
  for (; bytes[at] !== COLON && at < LONGEST_LENGTH; at++) digits += StringFromCharCode(bytes[at] ?? 0);
  const from = at + 1;
  const length = +digits;
  const rest = TypedArrayByteLength(bytes) - from - length;
  if (!(rest >= 0)) malformed();
  return messagesIn(`t${decodeUtf8(view(bytes, from, length))}`, view(bytes, from + length, rest));
}

/** `bytes` are those of all messages, one after another. */
function messagesIn(text: string, bytes: Bytes | null): Queue<Packed> {
  const messages = new Queue<Packed>();
  let used = 0;
  for (let at = 1; at < text.length; ) {
    const colon = StringPrototypeIndexOf(text, ':', at);
    const comma = bytes === null ? -1 : StringPrototypeIndexOf(text, ',', at);
    const own = comma > 0 && comma < colon;
    const length = +StringPrototypeSubstring(text, at, own ? comma : colon);
    at = colon + 1 + length;
    if (colon < 0 || !(length >= 0) || at > text.length) malformed();
    const size = own ? +StringPrototypeSubstring(text, comma + 1, colon) : 0;
    messages.push({
      text: StringPrototypeSubstring(text, colon + 1, at),
      bytes: own ? part(bytes!, used, size) : null,
    });
    used += size;
  }
  return messages;
}
function part(bytes: Bytes, from: number, length: number): Bytes {
  if (!(length >= 0) || from + length > TypedArrayByteLength(bytes)) malformed();
  return view(bytes, from, length);
}
