import dev.oriel.ffmpeg.Planes;
import dev.oriel.transcode.FilterArguments;
import dev.oriel.transcode.FilterDescription;
import dev.oriel.transcode.FilterEffect;
import dev.oriel.transcode.FilterMoment;
import dev.oriel.transcode.FilterParameter;
import dev.oriel.transcode.PictureFilter;
import dev.oriel.transcode.PixelEffect;

/// A filter of one's own: darkens every other row, as an old screen does. `stripes=strength=0.5`.
public final class StripesFilter implements PictureFilter {
    private static final FilterDescription DESCRIPTION = new FilterDescription("stripes", "Stripes", "Darkens every other row.",
            FilterParameter.number("strength", 0, 1, 0.5, "How much darker: 1 makes the rows black."));

    @Override
    public FilterDescription description() {
        return DESCRIPTION;
    }

    @Override
    public FilterEffect open(FilterArguments arguments) {
        return new Stripes(1 - arguments.number("strength"));
    }

    private record Stripes(double light) implements PixelEffect {
        @Override
        public void apply(Planes pixels, FilterMoment picture) {
            var luma = pixels.luma();
            for (int y = 1; y < luma.height(); y += 2) {
                for (int x = 0; x < luma.width(); x++) {
                    luma.set(x, y, (int) (luma.get(x, y) * light));
                }
            }
        }
    }
}
