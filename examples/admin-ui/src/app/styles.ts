// As files instead of what MantineProvider would put into the page: a strict Content-Security-Policy admits nothing inline.
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme.css";
