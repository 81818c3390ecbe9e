internal import CLandcoverProto
internal import Landcover

// The numbers of a heatmap's style. A switch, so that a new case cannot be forgotten.
extension HeatmapStyle.Layout {
    /// The layout's number in the protocol.
    var number: Landcover__V1__GradCamRequest__Layout {
        switch self {
        case .grid: LANDCOVER__V1__GRAD_CAM_REQUEST__LAYOUT__GRID
        case .overlay: LANDCOVER__V1__GRAD_CAM_REQUEST__LAYOUT__OVERLAY
        case .sideBySide: LANDCOVER__V1__GRAD_CAM_REQUEST__LAYOUT__SIDE_BY_SIDE
        case .bare: LANDCOVER__V1__GRAD_CAM_REQUEST__LAYOUT__BARE
        }
    }

    /// The layout of a number, if this version knows it.
    init?(_ number: Landcover__V1__GradCamRequest__Layout) {
        guard let layout = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = layout
    }
}

extension ColorMap {
    /// The color map's number in the protocol.
    var number: Landcover__V1__GradCamRequest__ColorMap {
        switch self {
        case .turbo: LANDCOVER__V1__GRAD_CAM_REQUEST__COLOR_MAP__TURBO
        case .jet: LANDCOVER__V1__GRAD_CAM_REQUEST__COLOR_MAP__JET
        case .viridis: LANDCOVER__V1__GRAD_CAM_REQUEST__COLOR_MAP__VIRIDIS
        }
    }

    /// The color map of a number, if this version knows it.
    init?(_ number: Landcover__V1__GradCamRequest__ColorMap) {
        guard let map = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = map
    }
}
