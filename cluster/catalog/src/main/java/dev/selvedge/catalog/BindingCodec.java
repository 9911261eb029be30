package dev.selvedge.catalog;

/** The stored form of bindings. Numbers of kinds are never used again for another kind. */
final class BindingCodec {

    private BindingCodec() {}

    static void write(Encoder to, Binding binding) {
        switch (binding) {
            case Binding.PlainText plain -> to.number(1).text(plain.name()).text(plain.text());
            case Binding.Json json -> to.number(2).text(json.name()).text(json.json());
            case Binding.SecretText secret ->
                to.number(3).text(secret.name()).text(secret.text().base64());
            case Binding.SecretKey key ->
                to.number(4)
                        .text(key.name())
                        .text(key.algorithm())
                        .text(key.format())
                        .text(key.usages())
                        .text(key.key().base64());
            case Binding.Service service ->
                to.number(5)
                        .text(service.name())
                        .text(service.service())
                        .optional(service.environment())
                        .optional(service.entrypoint())
                        .optional(service.props());
            case Binding.VersionMetadata metadata -> to.number(6).text(metadata.name());
            case Binding.Part part ->
                to.number(7).text(part.name()).text(part.kind()).text(part.module());
            case Binding.DurableObject objects ->
                to.number(8)
                        .text(objects.name())
                        .text(objects.className())
                        .optional(objects.script())
                        .optional(objects.environment())
                        .text(objects.namespaceId());
        }
    }

    static Binding read(Decoder from) {
        int kind = from.integer();
        return switch (kind) {
            case 1 -> new Binding.PlainText(from.text(), from.text());
            case 2 -> new Binding.Json(from.text(), from.text());
            case 3 -> new Binding.SecretText(from.text(), new SealedText(from.text()));
            case 4 ->
                new Binding.SecretKey(from.text(), from.text(), from.text(), from.text(), new SealedText(from.text()));
            case 5 -> new Binding.Service(from.text(), from.text(), from.optional(), from.optional(), from.optional());
            case 6 -> new Binding.VersionMetadata(from.text());
            case 7 -> new Binding.Part(from.text(), from.text(), from.text());
            case 8 ->
                new Binding.DurableObject(from.text(), from.text(), from.optional(), from.optional(), from.text());
            default -> throw new CatalogException("binding kind " + kind + " was written by a newer Selvedge");
        };
    }
}
