package dev.selvedge.engine;

/** Work for whichever thread leads a lane. */
@FunctionalInterface
interface Task {
    void run(LaneThread thread);
}
