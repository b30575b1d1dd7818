package dev.oriel.transcode;

/// What a filter may know of a picture besides its pixels.
///
/// @param camera           the camera's name; empty where there is none
/// @param title            the camera's title; empty where there is none
/// @param capturedAtMicros microseconds since 1970-01-01 UTC
public record FilterMoment(String camera, String title, long capturedAtMicros) {}
