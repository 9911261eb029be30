package dev.selvedge.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.RandomSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MultipartReaderTest {

    private static final String BOUNDARY = "----formdata-undici-012345678901";
    private static final MultipartLimits LIMITS = new MultipartLimits(4, 1024, 300_000);

    private static String part(String name, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name
                + "\"\r\nContent-Type: application/javascript+module\r\n\r\n" + content + "\r\n";
    }

    private static MultipartReader reader(String form) {
        return new MultipartReader(new ByteArrayInputStream(Bytes.utf8(form)), BOUNDARY, LIMITS);
    }

    private static void readAll(MultipartReader reader) throws IOException {
        while (reader.next() != null) {
            reader.content();
        }
    }

    @Test
    void partsComeInOrderWithPathsAsFileNames() throws IOException {
        String form = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n"
                + part("lib/ä b%22.js", "export {}") + "--" + BOUNDARY + "--\r\n";
        MultipartReader reader = reader(form);
        assertThat(reader.next()).isEqualTo(new MultipartReader.Part("metadata", null, ""));
        assertThat(reader.content()).isEqualTo(Bytes.utf8("{}"));
        assertThat(reader.next())
                .isEqualTo(new MultipartReader.Part("lib/ä b\".js", "lib/ä b\".js", "application/javascript+module"));
        assertThat(Bytes.utf8(reader.content())).isEqualTo("export {}");
        assertThat(reader.next()).isNull();
        assertThat(reader.next()).isNull();
    }

    @Test
    void aPartThatWasNotReadIsSkipped() throws IOException {
        MultipartReader reader = reader(part("a", "1") + part("b", "2") + "--" + BOUNDARY + "--");
        reader.next();
        reader.next();
        assertThat(Bytes.utf8(reader.content())).isEqualTo("2");
    }

    @Test
    void contentIsExactHoweverTheBytesArrive() throws IOException {
        byte[] random = RandomSource.seeded(7).bytes(200_000);
        byte[] nearly = Bytes.latin1("\r\n--" + BOUNDARY.substring(1) + "\r\n\r\n--");
        System.arraycopy(nearly, 0, random, 65_520, nearly.length);
        byte[] head = Bytes.utf8("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n");
        byte[] tail = Bytes.utf8("\r\n--" + BOUNDARY + "--\r\n");
        byte[] form = Arrays.copyOf(head, head.length + random.length + tail.length);
        System.arraycopy(random, 0, form, head.length, random.length);
        System.arraycopy(tail, 0, form, head.length + random.length, tail.length);
        for (int step : new int[] {1, 7, 8191, 70_000}) {
            MultipartReader reader = new MultipartReader(new Dripping(form, step), BOUNDARY, LIMITS);
            reader.next();
            assertThat(reader.content()).as("steps of %d", step).isEqualTo(random);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void everyTruncatedFormIsMalformed() {
        String form = part("a", "content") + "--" + BOUNDARY + "--";
        for (int length = 0; length < form.length(); length++) {
            String cut = form.substring(0, length);
            assertThatThrownBy(() -> readAll(reader(cut)))
                    .as("cut at %d", length)
                    .isInstanceOfSatisfying(
                            RestException.class, e -> assertThat(e.code()).isEqualTo(RestError.MALFORMED_BODY));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preamble",
                "--other\r\n",
                "--" + BOUNDARY + "x\r\n",
                "--" + BOUNDARY + "\r\nContent-Disposition: form-data\r\n\r\n",
                "--" + BOUNDARY + "\r\nContent-Type: text/plain\r\n\r\nx\r\n",
                "--" + BOUNDARY + "\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n"
            })
    void whatIsNoFormIsRefused(String beginning) {
        assertThatThrownBy(() -> readAll(reader(beginning + "--" + BOUNDARY + "--")))
                .isInstanceOf(RestException.class);
    }

    @Test
    void boundsHold() {
        String end = "--" + BOUNDARY + "--";
        assertTooLarge(part("a", "").repeat(5) + end);
        assertTooLarge(part("a".repeat(2000), "") + end);
        assertTooLarge(part("a", "x".repeat(150_001)) + part("b", "x".repeat(150_001)) + end);
    }

    private static void assertTooLarge(String form) {
        assertThatThrownBy(() -> readAll(reader(form)))
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.code()).isEqualTo(RestError.TOO_LARGE));
    }

    @Test
    void theBoundaryIsReadFromTheContentType() {
        assertThat(MultipartReader.boundaryOf("multipart/form-data; boundary=abc"))
                .isEqualTo("abc");
        assertThat(MultipartReader.boundaryOf("Multipart/Form-Data; charset=utf-8; boundary=\"a b\""))
                .isEqualTo("a b");
        for (String bad :
                new String[] {"", "multipart/form-data", "text/plain; boundary=a", "multipart/form-data; boundary="}) {
            assertThatThrownBy(() -> MultipartReader.boundaryOf(bad)).isInstanceOf(RestException.class);
        }
    }

    /** Gives a few bytes at a time, as a slow network does. */
    private static final class Dripping extends InputStream {
        private final InputStream in;
        private final int step;

        Dripping(byte[] bytes, int step) {
            this.in = new ByteArrayInputStream(bytes);
            this.step = step;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return in.read(target, offset, Math.min(step, length));
        }
    }
}
