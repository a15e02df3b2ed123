import "quill/dist/quill.core.css";
import { Stage } from "./stage.ts";

declare global {
  interface Window {
    stage: Stage;
  }
}

window.stage = new Stage();
