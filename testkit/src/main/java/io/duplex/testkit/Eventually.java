// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Waits with a deadline; a failure says what was seen last. */
public final class Eventually {
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 100;
    private static final long LONGEST_RESPITE_MILLIS = 500;

    private Eventually() {}

    /** Waits until the answer is present. An exception or a failed assertion counts as "not yet". */
    public static <T> T get(String what, Duration limit, Callable<Optional<T>> probe) {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            Throwable last;
            long asked = System.nanoTime();
            try {
                Optional<T> answer = probe.call();
                if (answer.isPresent()) {
                    return answer.get();
                }
                last = new IllegalStateException("nothing yet");
            } catch (GiveUp e) {
                throw e;
            } catch (Exception | AssertionError e) {
                last = e;
            }
            failWhenLate(what, limit, deadline, last);
            // What comes soon is seen soon, and what takes long is not slowed down by questions.
            long respite = Math.min(LONGEST_RESPITE_MILLIS, (System.nanoTime() - asked) / 1_000_000);
            pause(Duration.ofMillis(Math.max(pause, respite)));
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause + pause / 2);
        }
    }

    /** Waits until the condition holds. */
    public static void holds(String what, Duration limit, Callable<Boolean> condition) {
        get(what, limit, () -> condition.call() ? Optional.of(true) : Optional.empty());
    }

    /** Waits until the assertions pass; the last failing one becomes the failure. */
    public static void passes(String what, Duration limit, Assertions assertions) {
        get(what, limit, () -> {
            assertions.run();
            return Optional.of(true);
        });
    }

    private static void failWhenLate(String what, Duration limit, long deadline, Throwable last) {
        if (System.nanoTime() > deadline) {
            throw new AssertionError("not within " + limit + ": " + what + ". Last seen: " + describe(last), last);
        }
    }

    private static String describe(Throwable last) {
        @Nullable String message = last.getMessage();
        return message == null ? last.toString() : message;
    }

    /** Sleeps, and turns an interrupt into a failure of the test. */
    public static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GiveUp("interrupted while waiting", e);
        }
    }

    /** Assertions of a test. */
    @FunctionalInterface
    public interface Assertions {
        void run() throws Exception;
    }

    /** Thrown by a probe that knows that waiting longer is useless. */
    public static final class GiveUp extends IllegalStateException {
        public GiveUp(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        public GiveUp(String message) {
            super(message);
        }
    }
}
