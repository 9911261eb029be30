// Forms and files, as a lazy part.
import { type Bytes, decodeUtf8 } from '../core/bytes';
import { part } from '../core/lazy';
import {
  RegExpPrototypeExec,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeTrim,
} from '../core/primordials';
import { newBlob } from './form/blob';
import { entriesOf, FormData } from './form/formdata';
import { boundaryOf, parseMultipart } from './form/multipart';

export { Blob, blobBytes, copyBlob, File, isBlob, isFile, newBlob } from './form/blob';
export { FormData, isFormData } from './form/formdata';
export { encodeMultipart } from './form/multipart';

/** The Blob of a body with this content type. The bytes belong to it from now on. */
export function blobOf(bytes: Bytes, type: string): unknown {
  return newBlob(bytes, type === '' ? '' : normalType(type));
}

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;
const ESSENCE = /^[^;]*/;
const PARAMETER = /;\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)/g;

function essenceOf(type: string): string {
  return StringPrototypeToLowerCase(StringPrototypeTrim(RegExpPrototypeExec(ESSENCE, type)![0]!));
}

/** A content type as it is written: names in lower case, no spaces; of several the last one counts. */
function normalType(given: string): string {
  const comma = StringPrototypeLastIndexOf(given, ',');
  const type = comma < 0 ? given : StringPrototypeSlice(given, comma + 1);
  let text = essenceOf(type);
  PARAMETER.lastIndex = 0;
  for (let m = RegExpPrototypeExec(PARAMETER, type); m !== null; m = RegExpPrototypeExec(PARAMETER, type)) {
    text += `;${StringPrototypeToLowerCase(m[1]!)}=${m[2]}`;
  }
  return text;
}

export function blobType(blob: { type: string }): string {
  return blob.type;
}

/** The form in a body with this content type. */
export function parseForm(bytes: Bytes, type: string): FormData {
  const essence = essenceOf(type);
  if (essence === 'multipart/form-data') {
    const boundary = boundaryOf(type);
    if (boundary === '') {
      throw new TypeError(
        `No boundary string in Content-Type header. The multipart/form-data MIME type requires a boundary parameter, e.g. 'Content-Type: multipart/form-data; boundary="abcd"'. See RFC 7578, section 4.`,
      );
    }
    return parseMultipart(bytes, boundary);
  }
  if (essence === 'application/x-www-form-urlencoded') {
    const charset = RegExpPrototypeExec(CHARSET, type)?.[1];
    if (charset !== undefined && StringPrototypeToLowerCase(charset) !== 'utf-8') {
      throw new TypeError('Non-utf-8 application/x-www-form-urlencoded body.');
    }
    const form = new FormData();
    const entries = entriesOf(form);
    const pairs = part('url').parseForm(decodeUtf8(bytes));
    for (let i = 0; i < pairs.length; i++) entries[i] = { name: pairs[i].name, value: pairs[i].value };
    return form;
  }
  throw new TypeError(
    `Unrecognized Content-Type header value. FormData can only parse the following MIME types: multipart/form-data, application/x-www-form-urlencoded`,
  );
}
