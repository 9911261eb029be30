// URLs in full, as a lazy part: whatever the core's one expression does not cut, every change of a URL, and URLSearchParams.
// The rules are those of the WHATWG URL standard.
import { StringPrototypeSlice } from '../core/primordials';
import type { UrlRecord } from '../core/url';
import { changed } from './url/change';
import { parse } from './url/parse';
import { recordOf, SPECIAL } from './url/parts';

export { followUrl, isURLSearchParams, paramsOf, parseForm, serializeParams, URLSearchParams } from './url/params';

/** The record of an address, relative to `base` if there is one; null if either is none. */
export function parseUrl(text: string, base: string | undefined): UrlRecord | null {
  let against = null;
  if (base !== undefined) {
    against = parse(base, null);
    if (against === null) return null;
  }
  const parts = parse(text, against);
  return parts === null ? null : recordOf(parts);
}

/** The record after one of its pieces was set; null if the setter ignores the value (or, for `href`, refuses it). */
export function changeUrl(record: UrlRecord, piece: string, value: string): UrlRecord | null {
  const parts = piece === 'href' ? parse(value, null) : changed(record.href, piece, value);
  return parts === null ? null : recordOf(parts);
}

export function originOf(record: UrlRecord): string {
  const scheme = StringPrototypeSlice(record.protocol, 0, -1);
  if (scheme === 'blob') {
    const inner = parseUrl(record.pathname, undefined);
    const known = inner !== null && (inner.protocol === 'http:' || inner.protocol === 'https:');
    return known ? originOf(inner) : 'null';
  }
  if (SPECIAL[scheme] === undefined || scheme === 'file') return 'null';
  return `${record.protocol}//${record.hostname}${record.port === '' ? '' : `:${record.port}`}`;
}
