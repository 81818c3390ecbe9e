/// One of EuroSAT's ten classes, named as the data set's folders.
///
/// Source: Helber et al. 2019, arXiv 1709.00029, section III.
package enum LandCoverClass: String, Hashable, Sendable, CaseIterable {
    /// Fields that are sown and harvested within a year.
    case annualCrop = "AnnualCrop"
    /// Closed stands of trees.
    case forest = "Forest"
    /// Low natural vegetation.
    case herbaceousVegetation = "HerbaceousVegetation"
    /// A large road.
    case highway = "Highway"
    /// Halls, yards and plants.
    case industrial = "Industrial"
    /// Grassland that is grazed or mown.
    case pasture = "Pasture"
    /// Orchards, vineyards, groves.
    case permanentCrop = "PermanentCrop"
    /// Houses.
    case residential = "Residential"
    /// Running water.
    case river = "River"
    /// Standing water: a lake or the sea.
    case seaLake = "SeaLake"

    /// The class's name in the data set.
    package var label: String { rawValue }

    /// What belongs to the class and how it looks from above, on one line.
    package var definition: String {
        switch self {
        case .annualCrop:
            "arable fields that are ploughed, sown and harvested every year; "
                + "large plots with straight edges, bare soil or an even crop"
        case .forest:
            "woodland with a closed canopy; dark green and rough, without plots"
        case .herbaceousVegetation:
            "grass, heath and scrub that nobody farms; uneven, without sharp plots"
        case .highway:
            "a motorway or other large road crosses the patch, whatever lies beside it"
        case .industrial:
            "factories, warehouses and depots; large bright roofs and paved yards"
        case .pasture:
            "grassland kept for grazing or mowing; smooth and green, often hedged"
        case .permanentCrop:
            "orchards, vineyards and olive groves that stay for years; rows or a fine dotted texture"
        case .residential:
            "houses and gardens along streets; many small roofs close together"
        case .river:
            "running water; a band of water with both or one of its banks in the patch"
        case .seaLake:
            "open water of a lake or the sea; it fills all or most of the patch"
        }
    }
}
