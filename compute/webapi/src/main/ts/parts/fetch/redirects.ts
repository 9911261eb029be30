// Redirects of what bindings answer. Those of the internet the node follows.
import { BUFFER, Content, LATIN1, NO_CONTENT, NONE, TEXT } from '../../core/content';
import { RequestState } from '../../core/request';
import { URL } from '../../core/url';

const MOST_REDIRECTS = 20;
const ONE_TIME =
  'A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered a redirect requiring the body to be retransmitted. To avoid this error in the future, construct this request from a buffer-like body initializer.';
const OF_THE_BODY = ['content-type', 'content-length', 'content-encoding', 'content-language', 'content-location'];

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** What is asked next, as the Fetch standard has it; null if the answer is the answer. */
export function nextRequest(
  asked: RequestState,
  content: Content,
  status: number,
  location: string | null,
  hops: number,
): { own: RequestState; content: Content } | null {
  if (asked.redirect !== 'follow' || location === null || !isRedirect(status)) return null;
  if (hops >= MOST_REDIRECTS) throw new TypeError('Too many redirects.');
  const own = new RequestState(asked.list.copy());
  own.url = new URL(location, asked.url).href;
  own.method = asked.method;
  own.signal = asked.signal;
  own.encodeResponseBody = asked.encodeResponseBody;
  const asks = own.method === 'GET' || own.method === 'HEAD';
  if (asks || (status !== 303 && (status > 302 || own.method !== 'POST'))) {
    return { own, content: repeatable(content) };
  }
  own.method = 'GET';
  for (let i = 0; i < OF_THE_BODY.length; i++) own.list.delete(OF_THE_BODY[i]!);
  return { own, content: NO_CONTENT };
}

function repeatable({ kind, data }: Content): Content {
  if (kind === NONE) return NO_CONTENT;
  if (kind === TEXT || kind === LATIN1 || kind === BUFFER) return new Content(kind, data as any);
  throw new TypeError(ONE_TIME);
}
