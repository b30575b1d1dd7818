package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import org.bytedeco.ffmpeg.avutil.AVDictionary;

/// FFmpeg's dictionary of a request's options.
final class MediaOptions implements AutoCloseable {
    private final AVDictionary dictionary = new AVDictionary(null);

    MediaOptions(MediaRequest request) {
        request.allOptions().forEach((name, value) -> av_dict_set(dictionary, name, value, 0));
    }

    AVDictionary dictionary() {
        return dictionary;
    }

    @Override
    public void close() {
        av_dict_free(dictionary);
    }
}
