// The global `Cloudflare`, as a lazy part: which of the platform's compatibility flags this Worker has.
import { INTERNAL } from '../core/headers';
import { defineInterface } from '../core/interface';
import {
  ObjectCreate,
  ObjectDefineProperty,
  ObjectFreeze,
  SafeSet,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
} from '../core/primordials';
import { state } from '../core/state';
import { FLAGS } from './cloudflare/flags';

/** Calls for each piece of a text between separators. */
function eachPiece(text: string, separator: string, action: (piece: string, index: number) => void): void {
  let index = 0;
  for (let from = 0; from < text.length; ) {
    const found = StringPrototypeIndexOf(text, separator, from);
    const end = found < 0 ? text.length : found;
    if (end > from) action(StringPrototypeSubstring(text, from, end), index++);
    from = end + 1;
  }
}

function compatibilityFlags(): Record<string, boolean> {
  const given = new SafeSet<string>();
  const list = state.config.compatibilityFlags;
  for (let i = 0; i < list.length; i++) given.add(list[i]!);
  const flags: Record<string, boolean> = ObjectCreate(null);
  eachPiece(FLAGS, '\n', (line) => {
    let name = '';
    let on = false;
    eachPiece(line, ' ', (piece, index) => {
      if (index === 0) name = piece;
      else if (index === 1) on = state.config.compatibilityDate >= piece;
      else if (given.has(piece)) on = false;
    });
    flags[name] = on || given.has(name);
  });
  return ObjectFreeze(flags);
}

class CloudflareObject {
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    ObjectDefineProperty(this, 'compatibilityFlags', {
      __proto__: null,
      value: compatibilityFlags(),
      enumerable: true,
      configurable: true,
    } as any);
  }
}
defineInterface(CloudflareObject, 'Cloudflare');

export const Cloudflare = new CloudflareObject(INTERNAL);
