// The indexes of encodings, from Node's own decoders: good for ordinary text. Those of the host are compared byte for byte elsewhere.

function decoded(encoding: string, ...bytes: number[]): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(new Uint8Array(bytes));
  } catch {
    return '\ufffd';
  }
}

function table(rows: number, columns: number, at: (row: number, column: number) => string): string {
  let units = '';
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) units += at(row, column);
  return units;
}

export function encodingTable(name: string): string {
  switch (name) {
    case 'big5':
      return table(126, 157, (row, column) => {
        const text = decoded('big5', row + 0x81, column < 0x3f ? 0x40 + column : 0x62 + column);
        return text.length === 1 ? `${text}\0` : text;
      });
    case 'euc-kr':
      return table(126, 190, (row, column) => decoded('euc-kr', row + 0x81, column + 0x41).charAt(0));
    case 'gb18030': {
      const four = table(3, 12_600, (row, rest) =>
        decoded(
          'gb18030',
          0x81 + row,
          0x30 + Math.floor(rest / 1260),
          0x81 + (Math.floor(rest / 10) % 126),
          0x30 + (rest % 10),
        ),
      );
      return (
        table(126, 190, (row, column) => decoded('gb18030', row + 0x81, column + (column < 0x3f ? 0x40 : 0x41))) + four
      );
    }
    case 'jis0208':
      return table(60, 188, (row, column) =>
        decoded('shift_jis', row + (row < 0x1f ? 0x81 : 0xc1), column + (column < 0x3f ? 0x40 : 0x41)).charAt(0),
      );
    case 'jis0212':
      return table(94, 94, (row, column) => decoded('euc-jp', 0x8f, row + 0xa1, column + 0xa1).charAt(0));
    default:
      return table(1, 128, (_, column) => decoded(name, column + 128));
  }
}
