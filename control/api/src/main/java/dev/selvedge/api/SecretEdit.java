package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Version;
import dev.selvedge.rest.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One secret to set or to remove.
 *
 * @param value the binding as the upload format has it, or null to remove the secret
 */
record SecretEdit(String name, @Nullable JsonNode value) {

    static SecretEdit of(String name, JsonNode value) {
        if (value.isNull()) {
            return new SecretEdit(name, null);
        }
        if (!(value instanceof ObjectNode given)) {
            throw ApiError.INVALID_REQUEST.because("The secret \"" + name + "\" must be an object or null.");
        }
        ObjectNode named = given.deepCopy().put("name", name);
        String type = named.path("type").asText("secret_text");
        if (!type.equals("secret_text") && !type.equals("secret_key")) {
            throw ApiError.INVALID_REQUEST.because("\"" + type + "\" is not a type of secret.");
        }
        return new SecretEdit(name, named.put("type", type));
    }

    /** The bindings of the latest version with the edits made. Nothing else but secrets may be touched. */
    static List<Binding> apply(ApiPorts ports, Request request, Version latest, List<SecretEdit> edits) {
        BindingReader reader =
                new BindingReader(ports, ports.catalog().view(), request.path("account"), request.path("script"));
        List<Binding> bindings = new ArrayList<>(latest.bindings());
        for (SecretEdit edit : edits) {
            latest.binding(edit.name())
                    .filter(binding -> !BindingJson.isSecret(binding))
                    .ifPresent(binding -> {
                        throw ApiError.NAME_IN_USE.because("Binding name '" + edit.name()
                                + "' already in use. Please use a different name and try again.");
                    });
            bindings.removeIf(binding -> binding.name().equals(edit.name()));
            Binding binding = edit.value() == null ? null : reader.read(edit.value());
            if (binding != null) {
                bindings.add(binding);
            }
        }
        int most = ports.limits().variables();
        if (bindings.stream().filter(BindingJson::isSecret).count() > most) {
            throw ApiError.TOO_MANY_BINDINGS.because("A Worker has at most " + most + " secrets.");
        }
        return bindings;
    }
}
