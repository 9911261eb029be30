// The labels of the Encoding standard for the encodings that are decoded here.
import { ObjectCreate } from '../../core/primordials';

const LABELS: Record<string, string> = {
  'utf-8': 'utf8 utf-8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8',
  'utf-16le': 'utf-16 utf-16le unicode unicodefeff csunicode iso-10646-ucs-2 ucs-2',
  'utf-16be': 'utf-16be unicodefffe',
  'windows-1252':
    'windows-1252 latin1 latin-1 l1 ascii us-ascii ansi_x3.4-1968 cp1252 cp819 ibm819 x-cp1252 csisolatin1 ' +
    'iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 iso-ir-100',
};

const names: Record<string, string> = ObjectCreate(null);
for (const name in LABELS) for (const label of LABELS[name]!.split(' ')) names[label] = name;

/** The name of the encoding for a label in lower case; undefined if it is not known here. */
export function canonicalName(label: string): string | undefined {
  return names[label];
}
