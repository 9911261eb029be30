// Domain names: those in ASCII are only lowered, whatever they say about being encoded; others go to a part of their own.
import { part } from '../../core/lazy';
import { RegExpPrototypeExec, StringPrototypeToLowerCase } from '../../core/primordials';

const ASCII = /^[\0-\x7f]*$/;

/** The name in lower-case ASCII, or null. */
export function domainToAscii(domain: string): string | null {
  if (RegExpPrototypeExec(ASCII, domain) === null) return part('idna').domainToAscii(domain);
  return StringPrototypeToLowerCase(domain);
}
