package import ImageCodecs

/// One of the eight ways to turn and mirror a square onto itself: the dihedral group of order 8.
///
/// A satellite patch has no up and down, so that all eight versions of it have the same label.
package enum SquareSymmetry: String, CaseIterable, Hashable, Sendable {
    /// As it is.
    case identity
    /// Left and right exchanged.
    case mirroredHorizontally
    /// Top and bottom exchanged.
    case mirroredVertically
    /// Turned by 180°.
    case halfTurn
    /// Mirrored along the diagonal from the top left: rows become columns.
    case transposed
    /// Turned by 90° clockwise.
    case quarterTurn
    /// Turned by 90° counterclockwise.
    case quarterTurnBack
    /// Mirrored along the diagonal from the top right.
    case antitransposed

    /// The symmetries that leave the shape of such an image as it is: all, or four if not square.
    package static func keepingShape(width: Int, height: Int) -> [SquareSymmetry] {
        width == height ? allCases : allCases.filter { !$0.swapsSides }
    }

    /// Whether width and height are exchanged.
    package var swapsSides: Bool { steps.transposes }

    /// The symmetry that undoes this one.
    package var inverse: SquareSymmetry {
        // Transposing exchanges the two mirrors when it is moved past them.
        var steps = steps
        if steps.transposes { swap(&steps.mirrorsColumns, &steps.mirrorsRows) }
        return SquareSymmetry(steps)
    }

    /// The symmetry that has the effect of this one and then `next`.
    package func followed(by next: SquareSymmetry) -> SquareSymmetry {
        var first = steps
        let second = next.steps
        if second.transposes { swap(&first.mirrorsColumns, &first.mirrorsRows) }
        return SquareSymmetry(
            Steps(
                transposes: first.transposes != second.transposes,
                mirrorsColumns: first.mirrorsColumns != second.mirrorsColumns,
                mirrorsRows: first.mirrorsRows != second.mirrorsRows
            )
        )
    }

    /// Turns and mirrors an image.
    ///
    /// - Parameter image: An image of any shape.
    /// - Returns: An image of the same size, or with its sides exchanged: see ``swapsSides``.
    package func apply(to image: RGBImage) -> RGBImage {
        guard self != .identity else { return image }
        let steps = steps
        let (rows, columns) =
            steps.transposes ? (image.width, image.height) : (image.height, image.width)
        // How far apart in the source the neighbours in a row and in a column of the result are.
        var (across, down) = steps.transposes ? (image.width * 3, 3) : (3, image.width * 3)
        var start = 0
        if steps.mirrorsColumns {
            start += (columns - 1) * across
            across = -across
        }
        if steps.mirrorsRows {
            start += (rows - 1) * down
            down = -down
        }
        let source = image.pixels.span
        let pixels = [UInt8](capacity: source.count) { target in
            for row in 0..<rows {
                var offset = start + row * down
                for _ in 0..<columns {
                    target.append(source[offset])
                    target.append(source[offset + 1])
                    target.append(source[offset + 2])
                    offset += across
                }
            }
        }
        return RGBImage(width: columns, height: rows, pixels: pixels)
    }
}

extension SquareSymmetry {
    /// Every symmetry in one normal form: first perhaps transposed, then mirrored in up to two ways.
    private struct Steps: Hashable {
        var transposes: Bool
        var mirrorsColumns: Bool
        var mirrorsRows: Bool
    }

    private init(_ steps: Steps) {
        self =
            switch (steps.transposes, steps.mirrorsColumns, steps.mirrorsRows) {
            case (false, false, false): .identity
            case (false, true, false): .mirroredHorizontally
            case (false, false, true): .mirroredVertically
            case (false, true, true): .halfTurn
            case (true, false, false): .transposed
            case (true, true, false): .quarterTurn
            case (true, false, true): .quarterTurnBack
            case (true, true, true): .antitransposed
            }
    }

    private var steps: Steps {
        let (transposes, mirrorsColumns, mirrorsRows) =
            switch self {
            case .identity: (false, false, false)
            case .mirroredHorizontally: (false, true, false)
            case .mirroredVertically: (false, false, true)
            case .halfTurn: (false, true, true)
            case .transposed: (true, false, false)
            case .quarterTurn: (true, true, false)
            case .quarterTurnBack: (true, false, true)
            case .antitransposed: (true, true, true)
            }
        return Steps(
            transposes: transposes,
            mirrorsColumns: mirrorsColumns,
            mirrorsRows: mirrorsRows
        )
    }
}
