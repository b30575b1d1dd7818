package dev.oriel.orient;

/// A pan-tilt without hardware: the pose is a number that the pictures are made by.
///
/// Threads: [#pose] any.
public final class VirtualPanTilt implements PanTilt {
    private volatile Pose pose = Pose.AHEAD;

    /// Where the pictures look.
    public Pose pose() {
        return pose;
    }

    @Override
    public void move(Pose next) {
        pose = next;
    }

    @Override
    public void close() {
        // Whatever was looked at stays.
    }
}
