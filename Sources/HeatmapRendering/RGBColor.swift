/// One colour, 8 bits a channel.
package struct RGBColor: Hashable, Sendable {
    /// The red channel.
    package let red: UInt8

    /// The green channel.
    package let green: UInt8

    /// The blue channel.
    package let blue: UInt8

    /// States a colour.
    package init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// States a shade between black (0) and white (255).
    package init(gray: UInt8) {
        self.init(red: gray, green: gray, blue: gray)
    }

    /// Unpacks `0xRRGGBB`.
    init(packed: UInt32) {
        self.init(
            red: UInt8(truncatingIfNeeded: packed >> 16),
            green: UInt8(truncatingIfNeeded: packed >> 8),
            blue: UInt8(truncatingIfNeeded: packed)
        )
    }
}
