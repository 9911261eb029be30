package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineageTest {

    @Test
    void whatOneRequestLeadsToIsCountedWhereverItHappens() {
        Lineage first = Lineage.first();
        for (int i = 1; i < 32; i++) {
            assertThat(first.call().tooManyInvocations()).isFalse();
        }
        assertThat(first.call().tooManyInvocations()).isTrue();
        assertThat(Lineage.first().tooManyInvocations()).isFalse();
    }

    @Test
    void eventsOfActorsAreManyButNotWithoutEnd() {
        Lineage at = Lineage.first();
        for (int i = 0; i < 20_000; i++) {
            Lineage next = at.callActor();
            assertThat(next.tooManyEvents()).isFalse();
            at = i % 10 == 0 ? next : at;
        }
        assertThat(at.deeperThan(1_999)).isTrue();
        assertThat(at.callActor().tooManyEvents()).isTrue();
    }
}
