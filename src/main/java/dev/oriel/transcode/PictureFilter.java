package dev.oriel.transcode;

/// A filter that chains can name. A program adds its own by implementing this interface and naming the class in
/// `META-INF/services/dev.oriel.transcode.PictureFilter` (see [java.util.ServiceLoader]).
///
/// Threads: any may call any method; what [#open] returns is used by one thread at a time.
public interface PictureFilter {
    /// What it is called and which parameters it has; always the same.
    FilterDescription description();

    /// The filter at work in one chain. What it remembers of earlier pictures, it keeps in what it returns here.
    ///
    /// @param arguments within the ranges of the description
    FilterEffect open(FilterArguments arguments);
}
