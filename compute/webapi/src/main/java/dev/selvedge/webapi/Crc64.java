package dev.selvedge.webapi;

import java.util.zip.Checksum;

/** CRC-64/NVME, as the NVM Express command set (section 5.2.1.3.4) and S3 define it. The JDK has only those of 32 bits. */
final class Crc64 implements Checksum {
    private static final long POLYNOMIAL = 0x9A6C_9329_AC4B_C9B5L;
    private static final long[] TABLE = table();

    private long value = -1;

    private static long[] table() {
        long[] table = new long[256];
        for (int i = 0; i < table.length; i++) {
            long rest = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                rest = (rest & 1) == 0 ? rest >>> 1 : rest >>> 1 ^ POLYNOMIAL;
            }
            table[i] = rest;
        }
        return table;
    }

    @Override
    public void update(int b) {
        value = TABLE[(int) (value ^ b) & 0xff] ^ value >>> Byte.SIZE;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            update(bytes[i]);
        }
    }

    @Override
    public long getValue() {
        return ~value;
    }

    @Override
    public void reset() {
        value = -1;
    }
}
