// What separates the parts of a multipart body: long and random, so that no part holds it by chance or by intent.
import { NumberPrototypeToString, PlainUint8Array, StringPrototypeSlice } from '../../core/primordials';
import { state } from '../../core/state';
import { HOST_RANDOM } from '../../core/wire';

export function randomBoundary(): string {
  const bytes = new PlainUint8Array(state.host(HOST_RANDOM, 16));
  let text = '----formdata-selvedge-';
  for (let i = 0; i < 16; i++) text += StringPrototypeSlice(`0${NumberPrototypeToString(bytes[i]!, 16)}`, -2);
  return text;
}
