// A value as text, and back.
import { JSONParse, StringPrototypeCharCodeAt, StringPrototypeSubstring } from '../../core/primordials';
import { type Exporter, type Importer, malformed } from './format';
import { parted, Reader } from './reader';
import { Writer } from './writer';

const PLAIN_CODE = 106; // j
const TAGGED_CODE = 116; // t

/** A value as text. Without an exporter nothing may be in it that lives: functions, stubs and streams are refused. */
export function serialize(value: unknown, exporter: Exporter | null = null): string {
  const writer = new Writer(exporter);
  return writer.finish(writer.value(value));
}

export function deserialize(text: string, importer: Importer | null = null): any {
  if (text.length === 0) malformed();
  const code = StringPrototypeCharCodeAt(text, 0);
  if (code === PLAIN_CODE) return JSONParse(StringPrototypeSubstring(text, 1, text.length));
  if (code === TAGGED_CODE) {
    return new Reader(importer, '').value(JSONParse(StringPrototypeSubstring(text, 1, text.length)));
  }
  const { json, bytes } = parted(text);
  return new Reader(importer, bytes).value(json);
}
