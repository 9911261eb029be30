// Forms and files, as a lazy part.
import { type Bytes, decodeUtf8 } from '../core/bytes';
import { part } from '../core/lazy';
import { newBlob } from './form/blob';
import { entriesOf, FormData } from './form/formdata';
import { parameter, parseMultipart } from './form/multipart';

export { Blob, blobBytes, copyBlob, File, isBlob } from './form/blob';
export { FormData, isFormData } from './form/formdata';
export { encodeMultipart } from './form/multipart';

/** The Blob of a body with this content type. The bytes belong to it from now on. */
export function blobOf(bytes: Bytes, type: string): unknown {
  return newBlob(bytes, type);
}

export function blobType(blob: { type: string }): string {
  return blob.type;
}

/** The form in a body with this content type. */
export function parseForm(bytes: Bytes, type: string): FormData {
  const semicolon = type.indexOf(';');
  const essence = (semicolon < 0 ? type : type.slice(0, semicolon)).trim().toLowerCase();
  if (essence === 'multipart/form-data') {
    const boundary = parameter(type, 'boundary');
    if (boundary === null || boundary === '') {
      throw new TypeError(
        'No boundary string in Content-Type header. The multipart/form-data MIME type requires a boundary parameter.',
      );
    }
    return parseMultipart(bytes, boundary);
  }
  if (essence === 'application/x-www-form-urlencoded') {
    const form = new FormData();
    const entries = entriesOf(form);
    const pairs = part('url').parseForm(decodeUtf8(bytes));
    for (let i = 0; i < pairs.length; i++) entries[i] = { name: pairs[i].name, value: pairs[i].value };
    return form;
  }
  throw new TypeError(
    `Unrecognized Content-Type header value. FormData can only parse the following MIME types: multipart/form-data, application/x-www-form-urlencoded.`,
  );
}
