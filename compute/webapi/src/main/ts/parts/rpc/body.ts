// The text of a call or of its answer as a body of the turn protocol.

import { readBytes } from '../../core/body';
import { type Bytes, bytesOfLatin1, decodeLatin1AsUtf8, decodeUtf8, encodeUtf8, latin1Of } from '../../core/bytes';
import { BUFFER, Content, LATIN1, SOURCE, TEXT } from '../../core/content';
import { derive, StringPrototypeSubstring, then } from '../../core/primordials';
import { malformed } from './format';

const INLINE = 128 * 1024;
const SMALL = 4096;

/** `text` begins with the letter that `framed` put there. */
export function contentOfText(text: string): Content {
  if (text[0] === 'l') {
    return text.length <= SMALL ? new Content(LATIN1, text) : new Content(BUFFER, bytesOfLatin1(text));
  }
  return text.length <= INLINE ? new Content(TEXT, text) : new Content(BUFFER, encodeUtf8(text));
}

function decoded(latin1: string): string {
  const rest = StringPrototypeSubstring(latin1, 1, latin1.length);
  return latin1[0] === 'l' ? rest : decodeLatin1AsUtf8(rest);
}
function decodedBytes(bytes: Bytes): string {
  const text = bytes[0] === 0x6c ? latin1Of(bytes) : decodeUtf8(bytes);
  return StringPrototypeSubstring(text, 1, text.length);
}

/** Hands on what a body says, at once if it came whole. */
export function withText(content: Content, go: (text: string) => void, failed: (error: unknown) => void): void {
  try {
    if (content.kind === TEXT) go(StringPrototypeSubstring(content.data, 1, content.data.length));
    else if (content.kind === LATIN1) go(decoded(content.data));
    else if (content.kind === SOURCE)
      then(
        derive(readBytes(content), ({ bytes }) => go(decodedBytes(bytes))),
        undefined,
        failed,
      );
    else malformed();
  } catch (error) {
    failed(error);
  }
}
