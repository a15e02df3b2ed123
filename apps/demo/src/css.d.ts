import "react";

declare module "react" {
  interface CSSProperties {
    /** A person's colour. */
    "--person"?: string;
  }
}
