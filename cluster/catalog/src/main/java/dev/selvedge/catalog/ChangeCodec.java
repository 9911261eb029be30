package dev.selvedge.catalog;

import java.util.EnumSet;
import java.util.Set;

/** The stored form of changes. Numbers of kinds are never used again for another kind. */
final class ChangeCodec {

    private ChangeCodec() {}

    static void write(Encoder to, Change change) {
        switch (change) {
            case Change.PutAccount put -> writeAccount(to.number(1), put.account());
            case Change.PutToken put -> writeToken(to.number(2), put.token());
            case Change.RemoveToken remove -> to.number(3).text(remove.id());
            case Change.PutScript put -> writeScript(to.number(4), put.head());
            case Change.RemoveScript remove ->
                to.number(5).text(remove.accountId()).text(remove.name());
            case Change.AddVersion add -> {
                to.number(6).text(add.accountId()).text(add.script());
                VersionCodec.write(to, add.version());
            }
            case Change.DropVersion drop -> {
                to.number(7).text(drop.accountId()).text(drop.script());
                VersionCodec.id(to, drop.version());
            }
            case Change.Deploy deploy -> {
                to.number(8).text(deploy.accountId()).text(deploy.script());
                VersionCodec.write(to, deploy.deployment());
            }
            case Change.PutZone put -> writeZone(to.number(9), put.zone());
            case Change.RemoveZone remove -> to.number(10).text(remove.id());
            case Change.PutRoute put -> writeRoute(to.number(11), put.route());
            case Change.RemoveRoute remove -> to.number(12).text(remove.id());
            case Change.PutDomain put -> writeDomain(to.number(13), put.domain());
            case Change.RemoveDomain remove -> to.number(14).text(remove.id());
            case Change.PutNamespace put -> writeNamespace(to.number(15), put.namespace());
            case Change.RemoveNamespace remove -> writeNamespace(to.number(16), remove.namespace());
            case Change.ForgetNamespace forget -> to.number(17).text(forget.id());
        }
    }

    static Change read(Decoder from) {
        int kind = from.integer();
        return switch (kind) {
            case 1 ->
                new Change.PutAccount(new Account(from.text(), from.text(), from.text(), from.flag(), from.number()));
            case 2 -> new Change.PutToken(readToken(from));
            case 3 -> new Change.RemoveToken(from.text());
            case 4 -> new Change.PutScript(readScript(from));
            case 5 -> new Change.RemoveScript(from.text(), from.text());
            case 6 -> new Change.AddVersion(from.text(), from.text(), VersionCodec.read(from));
            case 7 -> new Change.DropVersion(from.text(), from.text(), VersionCodec.id(from));
            case 8 -> new Change.Deploy(from.text(), from.text(), VersionCodec.readDeployment(from));
            case 9 -> new Change.PutZone(new Zone(from.text(), from.text(), from.text(), from.number()));
            case 10 -> new Change.RemoveZone(from.text());
            case 11 ->
                new Change.PutRoute(new Route(from.text(), from.text(), from.text(), from.text(), from.optional()));
            case 12 -> new Change.RemoveRoute(from.text());
            case 13 -> new Change.PutDomain(readDomain(from));
            case 14 -> new Change.RemoveDomain(from.text());
            case 15 -> new Change.PutNamespace(readNamespace(from));
            case 16 -> new Change.RemoveNamespace(readNamespace(from));
            case 17 -> new Change.ForgetNamespace(from.text());
            default -> throw new CatalogException("change kind " + kind + " was written by a newer Selvedge");
        };
    }

    private static void writeAccount(Encoder to, Account account) {
        to.text(account.id())
                .text(account.name())
                .text(account.subdomain())
                .flag(account.isDefault())
                .number(account.createdMillis());
    }

    private static void writeToken(Encoder to, ApiToken token) {
        to.text(token.id())
                .text(token.accountId())
                .text(token.name())
                .text(token.sha256())
                .texts(token.scopes().stream().map(TokenScope::name).sorted().toList())
                .flag(token.ownedByUser())
                .number(token.createdMillis())
                .number(token.expiresMillis());
    }

    private static ApiToken readToken(Decoder from) {
        return new ApiToken(
                from.text(),
                from.text(),
                from.text(),
                from.text(),
                readScopes(from),
                from.flag(),
                from.number(),
                from.number());
    }

    private static Set<TokenScope> readScopes(Decoder from) {
        Set<TokenScope> scopes = EnumSet.noneOf(TokenScope.class);
        from.texts().forEach(name -> scopes.add(TokenScope.valueOf(name)));
        return scopes;
    }

    private static void writeScript(Encoder to, ScriptHead head) {
        ScriptHead.Identity identity = head.identity();
        ScriptHead.Progress progress = head.progress();
        to.text(identity.accountId())
                .text(identity.name())
                .text(identity.tag())
                .number(identity.createdMillis())
                .number(progress.modifiedMillis())
                .text(progress.lastDeployedFrom())
                .number(progress.nextNumber())
                .all(
                        head.crons(),
                        cron -> to.text(cron.expression())
                                .number(cron.createdMillis())
                                .number(cron.modifiedMillis()))
                .flag(head.subdomain().enabled())
                .flag(head.subdomain().previews())
                .optional(head.migrationTag())
                .text(head.settings());
    }

    private static ScriptHead readScript(Decoder from) {
        return new ScriptHead(
                new ScriptHead.Identity(from.text(), from.text(), from.text(), from.number()),
                new ScriptHead.Progress(from.number(), from.text(), from.integer()),
                from.all(() -> new Cron(from.text(), from.number(), from.number())),
                new ScriptHead.Subdomain(from.flag(), from.flag()),
                from.optional(),
                from.text());
    }

    private static void writeZone(Encoder to, Zone zone) {
        to.text(zone.id()).text(zone.accountId()).text(zone.name()).number(zone.createdMillis());
    }

    private static void writeRoute(Encoder to, Route route) {
        to.text(route.id())
                .text(route.accountId())
                .text(route.zoneId())
                .text(route.pattern())
                .optional(route.script());
    }

    private static void writeDomain(Encoder to, CustomDomain domain) {
        to.text(domain.id())
                .text(domain.accountId())
                .text(domain.hostname())
                .text(domain.zoneId())
                .text(domain.zoneName())
                .text(domain.script())
                .flag(domain.enabled())
                .flag(domain.previewsEnabled());
    }

    private static CustomDomain readDomain(Decoder from) {
        return new CustomDomain(
                from.text(), from.text(), from.text(), from.text(), from.text(), from.text(), from.flag(), from.flag());
    }

    private static void writeNamespace(Encoder to, ObjectNamespace namespace) {
        to.text(namespace.id())
                .text(namespace.accountId())
                .text(namespace.script())
                .text(namespace.className())
                .text(namespace.storage().name())
                .number(namespace.createdMillis());
    }

    private static ObjectNamespace readNamespace(Decoder from) {
        return new ObjectNamespace(
                from.text(),
                from.text(),
                from.text(),
                from.text(),
                ObjectNamespace.Storage.valueOf(from.text()),
                from.number());
    }
}
