package dev.selvedge.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.base.Bytes;
import java.io.IOException;
import java.util.Collection;

/** JSON as trees, with bounds on what strangers may send. */
public final class Json {

    static final int MAX_DEPTH = 64;
    private static final int MAX_TEXT = 8 << 20;

    static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .maxNumberLength(64)
                            .maxNameLength(10_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static ArrayNode texts(Collection<String> values) {
        ArrayNode array = array();
        values.forEach(array::add);
        return array;
    }

    /**
     * Reads a document.
     *
     * @throws RestException MALFORMED_BODY, saying where
     */
    public static JsonNode parse(byte[] document, String what) {
        try {
            JsonNode node = MAPPER.readTree(document);
            if (node == null || node.isMissingNode()) {
                throw new RestException(RestError.MALFORMED_BODY, what + " is empty; JSON is expected");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new RestException(
                    RestError.MALFORMED_BODY, what + " is not valid JSON: " + firstSentence(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot fail to be read", e);
        }
    }

    /** Jackson puts the place in brackets, in terms that mean nothing to a caller. */
    private static String firstSentence(String message) {
        int bracket = message.indexOf(" (start marker");
        return bracket < 0 ? message : message.substring(0, bracket);
    }

    public static JsonNode parse(String document, String what) {
        return parse(Bytes.utf8(document), what);
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    public static String text(JsonNode node) {
        return Bytes.utf8(bytes(node));
    }
}
