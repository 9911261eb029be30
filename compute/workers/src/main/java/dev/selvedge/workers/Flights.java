package dev.selvedge.workers;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight on one lane, by id. An id is a place in the table and a generation, so that a record that comes too
 * late never meets the place's next tenant. Belongs to one loop.
 */
final class Flights {
    private static final int PLACE_BITS = 16;
    private static final int MOST_PLACES = 1 << PLACE_BITS;
    private static final int GENERATIONS = 1 << 14;

    private @Nullable Flight[] places = new @Nullable Flight[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used = 1; // place 0 stays empty: no id is 0
    private int size;

    int size() {
        return size;
    }

    boolean full() {
        return freeCount == 0 && used == MOST_PLACES;
    }

    /** Makes a flight for the next free id. */
    Flight open(IntFunction<Flight> maker) {
        int place = freeCount > 0 ? free[--freeCount] : used++;
        if (place >= places.length) {
            grow();
        }
        Flight flight = maker.apply(place | (generations[place] << PLACE_BITS));
        places[place] = flight;
        size++;
        return flight;
    }

    /** The flight of this id in that isolate; an isolate cannot speak for another one's. */
    @Nullable
    Flight get(int id, Resident resident) {
        int place = id & (MOST_PLACES - 1);
        Flight flight = id > 0 && place < places.length ? places[place] : null;
        return flight != null && flight.id == id && flight.resident == resident ? flight : null;
    }

    void close(Flight flight) {
        int place = flight.id & (MOST_PLACES - 1);
        if (places[place] != flight) {
            return;
        }
        places[place] = null;
        generations[place] = (generations[place] + 1) % GENERATIONS;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, free.length * 2);
        }
        free[freeCount++] = place;
        size--;
    }

    /** Calls with each flight; flights may be closed meanwhile. */
    void forEach(Consumer<Flight> action) {
        for (int place = 1; place < used; place++) {
            Flight flight = places[place];
            if (flight != null) {
                action.accept(flight);
            }
        }
    }

    private void grow() {
        int capacity = Math.min(places.length * 2, MOST_PLACES);
        places = Arrays.copyOf(places, capacity);
        generations = Arrays.copyOf(generations, capacity);
    }
}
