package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {

    @Test
    void hexGoesThereAndBack() {
        byte[] bytes = {0, 1, (byte) 0xab, (byte) 0xff};
        assertThat(Hex.encode(bytes)).isEqualTo("0001abff");
        assertThat(Hex.decode("0001abff")).isEqualTo(bytes);
    }

    @Test
    void anIdIsLowerCaseHexOfTheRightLength() {
        assertThat(Hex.isHex("0123456789abcdef", 16)).isTrue();
        assertThat(Hex.isHex("0123456789ABCDEF", 16)).isFalse();
        assertThat(Hex.isHex("0123456789abcde", 16)).isFalse();
        assertThat(Hex.isHex("0123456789abcdeg", 16)).isFalse();
        assertThat(Hex.isHex("", 0)).isTrue();
    }

    @Test
    void halfAByteIsNotHex() {
        assertThatThrownBy(() -> Hex.decode("abc")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sha256IsTheKnownOne() {
        assertThat(Hex.encode(Bytes.sha256(Bytes.utf8("abc"))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void latin1KeepsEveryByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        assertThat(Bytes.latin1(Bytes.latin1(all))).isEqualTo(all);
    }

    @Test
    void secretsAreEqualOnlyWhole() {
        assertThat(Bytes.equalSecrets(Bytes.utf8("secret"), Bytes.utf8("secret")))
                .isTrue();
        assertThat(Bytes.equalSecrets(Bytes.utf8("secret"), Bytes.utf8("secres")))
                .isFalse();
        assertThat(Bytes.equalSecrets(Bytes.utf8("secret"), Bytes.utf8("secre")))
                .isFalse();
    }
}
