package dev.selvedge.catalog;

import java.util.Objects;

/** The stored form of versions and deployments. Fields are only ever added at the end, under a new format number. */
final class VersionCodec {

    private VersionCodec() {}

    static void write(Encoder to, Version version) {
        id(to, version.id());
        to.number(version.number())
                .number(version.createdMillis())
                .text(version.source())
                .text(version.author())
                .text(version.format().name())
                .text(version.mainModule())
                .all(version.modules(), module -> writeModule(to, module))
                .all(version.prepared(), module -> writePrepared(to, module))
                .all(version.bindings(), binding -> BindingCodec.write(to, binding))
                .text(version.compatibilityDate())
                .texts(version.compatibilityFlags())
                .number(version.limits().cpuMillis())
                .number(version.limits().subrequests())
                .map(version.annotations())
                .texts(version.handlers())
                .all(version.namedHandlers(), handler -> to.text(handler.name()).texts(handler.handlers()))
                .number(version.startupMillis())
                .text(version.etag())
                .text(version.extras());
    }

    static Version read(Decoder from) {
        return new Version(
                id(from),
                from.integer(),
                from.number(),
                from.text(),
                from.text(),
                ScriptFormat.valueOf(from.text()),
                from.text(),
                from.all(() -> readModule(from)),
                from.all(() -> readPrepared(from)),
                from.all(() -> BindingCodec.read(from)),
                from.text(),
                from.texts(),
                new WorkerLimits(from.integer(), from.integer()),
                from.map(),
                from.texts(),
                from.all(() -> new NamedHandler(from.text(), from.texts())),
                from.integer(),
                from.text(),
                from.text());
    }

    static void write(Encoder to, Deployment deployment) {
        id(to, deployment.id());
        to.number(deployment.createdMillis())
                .text(deployment.source())
                .text(deployment.author())
                .map(deployment.annotations())
                .all(deployment.shares(), share -> {
                    id(to, share.version());
                    to.fixed(Double.doubleToLongBits(share.percentage()));
                });
    }

    static Deployment readDeployment(Decoder from) {
        return new Deployment(
                id(from),
                from.number(),
                from.text(),
                from.text(),
                from.map(),
                from.all(() -> new Deployment.Share(id(from), Double.longBitsToDouble(from.fixed()))));
    }

    static void id(Encoder to, VersionId id) {
        to.fixed(id.high()).fixed(id.low());
    }

    static VersionId id(Decoder from) {
        return new VersionId(from.fixed(), from.fixed());
    }

    private static void writeModule(Encoder to, Module module) {
        to.text(module.name())
                .text(module.type().name())
                .text(module.content().sha256())
                .number(module.size());
    }

    private static Module readModule(Decoder from) {
        return new Module(from.text(), ModuleType.valueOf(from.text()), new BlobId(from.text()), from.integer());
    }

    private static void writePrepared(Encoder to, PreparedModule module) {
        to.text(module.name())
                .text(module.code().sha256())
                .number(module.size())
                .optional(
                        module.cache() == null
                                ? null
                                : Objects.requireNonNull(module.cache()).sha256())
                .number(module.cacheSize());
    }

    private static PreparedModule readPrepared(Decoder from) {
        String name = from.text();
        BlobId code = new BlobId(from.text());
        int size = from.integer();
        String cache = from.optional();
        return new PreparedModule(name, code, size, cache == null ? null : new BlobId(cache), from.integer());
    }
}
