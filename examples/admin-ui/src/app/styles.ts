// Style files replace the inline styles of MantineProvider, which a strict Content-Security-Policy blocks.
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme.css";
