package dev.oriel.doctor;

import dev.oriel.observe.Secrets;

/// A result of a check: what was looked at, how it is, and what to do. No part of it holds a password.
///
/// @param subject what was looked at: `server.port 8080`, `camera door`
/// @param cause   how it is
/// @param remedy  what to do; empty where there is nothing to do
public record Finding(String subject, Verdict verdict, String cause, String remedy) {
    /// Masks once more what its maker has masked already.
    public Finding {
        subject = Secrets.maskLine(subject);
        cause = Secrets.maskLine(cause);
        remedy = Secrets.maskLine(remedy);
    }

    /// Nothing to do.
    public static Finding ok(String subject, String cause) {
        return new Finding(subject, Verdict.OK, cause, "");
    }

    /// Something that may be meant.
    public static Finding note(String subject, String cause, String remedy) {
        return new Finding(subject, Verdict.NOTE, cause, remedy);
    }

    /// Something that has to be mended.
    public static Finding problem(String subject, String cause, String remedy) {
        return new Finding(subject, Verdict.PROBLEM, cause, remedy);
    }

    /// One line for people: `problem  server.port 8080: nginx (4711) listens there. To do: …`.
    public String line() {
        return "%-8s %s: %s".formatted(verdict.word(), subject, cause)
                + (remedy.isEmpty() ? "" : (cause.endsWith(".") ? "" : ".") + " To do: " + remedy);
    }
}
