package dev.selvedge.rest;

import dev.selvedge.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads multipart/form-data (RFC 7578) part by part, as it streams in, within bounds. Strict about what undici and browsers
 * always do (no preamble, every part named, a closing boundary); everything else is refused, never guessed.
 */
public final class MultipartReader {

    private static final Pattern BOUNDARY = Pattern.compile(
            "(?i)multipart/form-data\\s*;(?:[^\"]*;)?\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\",]{1,70}))\\s*(?:;.*)?");
    private static final Pattern PARAMETER = Pattern.compile(";\\s*(name|filename)=\"([^\"]*)\"");
    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final byte[] delimiter;
    private final MultipartLimits limits;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private int parts;
    private int total;
    private boolean begun;
    private boolean finished;
    private boolean inPart;

    /**
     * One part of the form.
     *
     * @param fileName null if the part has none
     * @param contentType lower case, without parameters; "" if the part has none
     */
    public record Part(String name, @Nullable String fileName, String contentType) {}

    MultipartReader(InputStream in, String boundary, MultipartLimits limits) {
        this.in = in;
        this.delimiter = Bytes.latin1("\r\n--" + boundary);
        this.limits = limits;
    }

    static String boundaryOf(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!matcher.matches()) {
            throw malformed("the content type must be multipart/form-data with a boundary");
        }
        return matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    }

    /** The next part, or null at the end. What was not read of the last one is skipped. */
    public @Nullable Part next() throws IOException {
        if (inPart) {
            skipContent();
        }
        if (!begun) {
            begun = true;
            expect(Arrays.copyOfRange(delimiter, 2, delimiter.length), "the form does not begin with its boundary");
            finished = endOfDelimiter();
        }
        if (finished) {
            return null;
        }
        if (++parts > limits.parts()) {
            throw new RestException(RestError.TOO_LARGE, "the form has more than " + limits.parts() + " parts");
        }
        inPart = true;
        return parseHeaders(readHeaders());
    }

    /** Content of the part that {@link #next} gave. */
    public byte[] content() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        readContent(content);
        return content.toByteArray();
    }

    private void skipContent() throws IOException {
        readContent(null);
    }

    private void readContent(@Nullable ByteArrayOutputStream sink) throws IOException {
        while (true) {
            int found = indexOfDelimiter();
            int take = (found >= 0 ? found : end - delimiter.length + 1) - start;
            if (take > 0) {
                total += take;
                if (total > limits.totalBytes()) {
                    throw new RestException(
                            RestError.TOO_LARGE, "the form is larger than " + limits.totalBytes() + " bytes");
                }
                if (sink != null) {
                    sink.write(buffer, start, take);
                }
                start += take;
            }
            if (found >= 0) {
                start += delimiter.length;
                inPart = false;
                finished = endOfDelimiter();
                return;
            }
            fill();
        }
    }

    private int indexOfDelimiter() {
        int last = end - delimiter.length;
        for (int i = start; i <= last; i++) {
            if (buffer[i] == '\r' && Arrays.equals(buffer, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return i;
            }
        }
        return -1;
    }

    /** After a boundary: CRLF begins a part, two dashes end the form. */
    private boolean endOfDelimiter() throws IOException {
        int first = read();
        int second = read();
        if (first == '\r' && second == '\n') {
            return false;
        }
        if (first == '-' && second == '-') {
            return true;
        }
        throw malformed("a boundary is followed by something else than a part");
    }

    private String readHeaders() throws IOException {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int octet = read();
            headers.write(octet);
            if (octet == '\n') {
                newlines++;
            } else if (octet != '\r') {
                newlines = 0;
            }
            if (headers.size() > limits.headerBytes()) {
                throw new RestException(
                        RestError.TOO_LARGE,
                        "the headers of a part are larger than " + limits.headerBytes() + " bytes");
            }
        }
        return headers.toString(StandardCharsets.UTF_8);
    }

    private static Part parseHeaders(String headers) {
        String name = null;
        String fileName = null;
        String contentType = "";
        for (String line : headers.split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-disposition: form-data")) {
                Matcher matcher = PARAMETER.matcher(line);
                while (matcher.find()) {
                    if (matcher.group(1).equals("name")) {
                        name = unescape(matcher.group(2));
                    } else {
                        fileName = unescape(matcher.group(2));
                    }
                }
            } else if (lower.startsWith("content-type:")) {
                contentType = lower.substring(13).split(";", 2)[0].trim();
            }
        }
        if (name == null) {
            throw malformed("a part of the form has no name");
        }
        return new Part(name, fileName, contentType);
    }

    /** The three escapes of the form encoding in names (WHATWG HTML, multipart/form-data). */
    private static String unescape(String name) {
        return name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }

    private void expect(byte[] expected, String otherwise) throws IOException {
        for (byte octet : expected) {
            if (read() != (octet & 0xff)) {
                throw malformed(otherwise);
            }
        }
    }

    private int read() throws IOException {
        if (start == end) {
            fill();
        }
        return buffer[start++] & 0xff;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        int count;
        try {
            count = in.read(buffer, end, buffer.length - end);
        } catch (EOFException e) {
            count = -1;
        }
        if (count < 0) {
            throw malformed("the form ends before its closing boundary");
        }
        end += count;
    }

    private static RestException malformed(String what) {
        return new RestException(RestError.MALFORMED_BODY, what);
    }
}
