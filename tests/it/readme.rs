//! What the README says of the program, held to the program.
