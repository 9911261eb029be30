package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.InvariantViolation;
import dev.selvedge.base.RandomSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActorIdTest {

    private final ActorNamespace rooms = new ActorNamespace("0123456789abcdef0123456789abcdef");
    private final ActorNamespace users = new ActorNamespace("fedcba9876543210fedcba9876543210");
    private final RandomSource random = RandomSource.seeded(7);

    @Test
    void aNameIsAlwaysTheSameObjectOfItsNamespaceAndJurisdiction() {
        ActorId lobby = rooms.named(Jurisdiction.NONE, "lobby");
        assertThat(new ActorNamespace(rooms.id()).named(Jurisdiction.NONE, "lobby"))
                .isEqualTo(lobby);
        assertThat(rooms.named(Jurisdiction.NONE, "Lobby")).isNotEqualTo(lobby);
        assertThat(rooms.named(Jurisdiction.EU, "lobby")).isNotEqualTo(lobby);
        assertThat(users.named(Jurisdiction.NONE, "lobby")).isNotEqualTo(lobby);
    }

    @Test
    void theIdsOfAReleaseStayTheIdsOfTheNext() {
        assertThat(rooms.named(Jurisdiction.NONE, "lobby").hex())
                .isEqualTo("00b3e6400ea6c9320e85fcbfb8dee41e0d0694745619ddba5ee75633fa3dc907");
    }

    @Test
    void anIdTellsItsJurisdictionInItsFirstByte() {
        for (Jurisdiction jurisdiction : Jurisdiction.values()) {
            ActorId id = rooms.unique(jurisdiction, random);
            assertThat(id.jurisdiction()).isEqualTo(jurisdiction);
            assertThat(id.hex()).startsWith("0" + jurisdiction.code()).hasSize(ActorId.DIGITS);
            assertThat(Jurisdiction.ofLabel(jurisdiction.label())).isEqualTo(jurisdiction);
        }
    }

    @Test
    void textIsAnIdOnlyInItsOwnNamespace() {
        String text = rooms.named(Jurisdiction.NONE, "lobby").hex();
        assertThat(rooms.parse(text)).isEqualTo(rooms.named(Jurisdiction.NONE, "lobby"));
        assertThat(rooms.parse(text.toUpperCase(java.util.Locale.ROOT))).isNotNull();
        assertThat(users.parse(text)).isNull();
        assertThat(rooms.parse(text.substring(1))).isNull();
        assertThat(rooms.parse("g" + text.substring(1))).isNull();
        assertThat(rooms.parse(text + "00")).isNull();
        assertThat(rooms.parse("")).isNull();
    }

    @Test
    void noDigitOfAnIdCanBeChanged() {
        String text = rooms.unique(Jurisdiction.EU, random).hex();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == '0' ? '1' : '0';
            assertThat(rooms.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .isNull();
        }
    }

    @Test
    void uniqueIdsDiffer() {
        Set<ActorId> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(rooms.unique(Jurisdiction.NONE, random));
        }
        assertThat(ids).hasSize(1_000);
    }

    @Test
    void idsSpreadEvenlyOverShards() {
        int[] counts = new int[8];
        for (int i = 0; i < 8_000; i++) {
            counts[rooms.named(Jurisdiction.NONE, "object " + i).shard(8)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(850, 1_150);
        }
    }

    @Test
    void idsAreOrderedAsTheirTextIs() {
        ActorId last = rooms.unique(Jurisdiction.NONE, random);
        for (int i = 0; i < 200; i++) {
            ActorId next = rooms.unique(Jurisdiction.NONE, random);
            assertThat(Integer.signum(last.compareTo(next)))
                    .isEqualTo(Integer.signum(last.hex().compareTo(next.hex())));
            last = next;
        }
    }

    @Test
    void aKeyTakesNoNamespaceThatCouldLeaveItsFolder() {
        ActorId id = rooms.unique(Jurisdiction.NONE, random);
        assertThatThrownBy(() -> new ActorKey("../etc", id)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> new ActorKey("", id)).isInstanceOf(InvariantViolation.class);
        assertThat(new ActorKey(rooms.id(), id)).hasToString(rooms.id() + "/" + id.hex());
    }
}
