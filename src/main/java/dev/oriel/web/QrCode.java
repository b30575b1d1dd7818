package dev.oriel.web;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.QRCodeWriter;
import io.vertx.core.json.JsonArray;
import java.util.Map;

/// A text as a QR code for a page to draw: it never stands in an address, so that it can be a secret.
final class QrCode {
    private QrCode() {
    }

    /// The rows of its modules from the top, each a text of `1` for dark and `0` for light, without a margin.
    ///
    /// @throws IllegalArgumentException when the text is too long for one
    static JsonArray rows(String text) {
        try {
            var modules = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, 0));
            var rows = new JsonArray();
            for (int y = 0; y < modules.getHeight(); y++) {
                var row = new StringBuilder();
                for (int x = 0; x < modules.getWidth(); x++) {
                    row.append(modules.get(x, y) ? '1' : '0');
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (WriterException e) {
            throw new IllegalArgumentException("the text is too long for a QR code", e);
        }
    }
}
