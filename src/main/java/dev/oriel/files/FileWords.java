package dev.oriel.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/// Why a file could not be had, in words that a person knows from the shell. The exceptions themselves mostly say the file's name alone.
public final class FileWords {
    private FileWords() {
    }

    /// `permission denied`, `no such file`, `no space left on device`, …
    public static String of(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file";
            case NotDirectoryException _ -> "not a folder";
            case FileSystemException system when system.getReason() != null -> begunSmall(system.getReason());
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : begunSmall(failure.getMessage());
        };
    }

    /// The system's own words, as a part of a sentence.
    private static String begunSmall(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }
}
