/** The people of the example. Nobody of them is real. */
export const maya = { id: "example:maya", name: "Maya Chen", color: "#0a47fd" };
export const tomas = { id: "example:tomas", name: "Tomás Silva", color: "#c320de" };
export const ines = { id: "example:ines", name: "Ines Okafor", color: "#2c8731" };
export const jonas = { id: "example:jonas", name: "Jonas Weber", color: "#9b5e1d" };

export type Somebody = typeof maya;
