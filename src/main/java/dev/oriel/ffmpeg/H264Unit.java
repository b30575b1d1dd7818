package dev.oriel.ffmpeg;

import io.netty.buffer.ByteBuf;

/// An H.264 access unit in Annex B, as browsers decode it.
///
/// @param content      from [dev.oriel.frame.Packet#buffer(int)]; its receiver releases it
/// @param isKeyFrame   true for an IDR picture, which has its parameter sets in front
/// @param widthPixels  as it is shown
/// @param heightPixels as it is shown
public record H264Unit(ByteBuf content, boolean isKeyFrame, int widthPixels, int heightPixels) {}
