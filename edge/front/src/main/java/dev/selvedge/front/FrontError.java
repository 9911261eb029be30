package dev.selvedge.front;

import dev.selvedge.base.ErrorCode;

/** Why the front itself turned a request away, in the numbers that the platform shows. */
enum FrontError implements ErrorCode {
    BAD_HOST(1000, 400, "The host of this request is not one"),
    NOTHING_HERE(1042, 404, "There is nothing here yet");

    private final int number;
    private final int httpStatus;
    private final String title;

    FrontError(int number, int httpStatus, String title) {
        this.number = number;
        this.httpStatus = httpStatus;
        this.title = title;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }

    String title() {
        return title;
    }
}
